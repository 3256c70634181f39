/**
 * What crosses between a gateway's main thread and its worker threads: JSON texts, a few in each message. A text is cloned
 * by copying its bytes, which was measured 15-20% faster than structured clone of what it says and than a transferred
 * buffer; each is made once, when its receipt is queued, and one that needs two bytes a character does not widen the others.
 */
import type { ProgrammeRef } from '../rules/model/evaluation.ts';
import type { Told } from '../rules/model/told.ts';
import { effectsIn } from './effects.ts';
import type { EvaluationOutcome, NotDone, QuoteOutcome, SaleOutcome } from './evaluator.ts';

export interface Task {
  /**
   * Versions the worker may not have, each a ProgrammeSource as JSON: compiled when an input of this task needs them, or all
   * of them with `load`.
   */
  readonly sources?: readonly string[];
  /** Compile every source now, and say which do not. */
  readonly load?: true;
  /** The sources are no saved versions: forget them after this task. */
  readonly adHoc?: true;
  /** Each an Order, as `orderText` (order.ts) writes it. */
  readonly orders?: readonly string[];
}

export interface Reply {
  /**
   * In the order of the orders; `text` is an Evaluation as JSON where nothing was to be told, and what of it changes something
   * with `told`. Null: the worker has not got that input's programme, send it again with the source.
   */
  readonly outcomes: readonly (CarriedOut | null)[];
  /** With `load`: what is wrong with the sources that do not compile. */
  readonly failures: readonly string[];
}

export type CarriedOut = ({ readonly ok: true; readonly told?: Told } & Extract<QuoteOutcome, { ok: true }>) | NotDone;

/** What came back for a sale. */
export function saleIn(outcome: CarriedOut): SaleOutcome {
  if (!outcome.ok) return outcome;
  if (outcome.told === undefined) throw new Error('a sale came back without its words');
  return { ok: true, evaluation: effectsIn(outcome.text), told: outcome.told };
}

/** What came back for an order that told nothing. */
export function evaluationIn(outcome: QuoteOutcome): EvaluationOutcome {
  return outcome.ok ? { ok: true, evaluation: JSON.parse(outcome.text) } : outcome;
}

export function programmeKey(ref: ProgrammeRef): string {
  return `${ref.code}@${ref.version}`;
}
