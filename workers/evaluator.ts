/** What the gateway and the ledger ask of the workers, whether they are threads or (TILLGATE_WORKERS=0) inline. */
import type { Effective, Evaluation, EvaluationInput, ProgrammeRef } from '../rules/model/evaluation.ts';
import type { Told } from '../rules/model/told.ts';

/** A programme version as workers need it: they compile `document` once each. */
export interface ProgrammeSource extends ProgrammeRef {
  readonly hash: string;
  /** A document that parseProgramme accepted, as JSON. */
  readonly document: unknown;
}

/**
 * evaluation_failed: this input broke the evaluator (or killed two workers); overloaded: the queue is full.
 * Both are outcomes: the promise never rejects because of what a receipt holds.
 */
export interface NotDone {
  readonly ok: false;
  readonly code: 'evaluation_failed' | 'overloaded';
  readonly detail: string;
}

export type EvaluationOutcome = { readonly ok: true; readonly evaluation: Evaluation } | NotDone;

/** The words of the gateway's engine, and the keys of the budgets that the evaluation draws from. */
export type QuoteOutcome = { readonly ok: true; readonly text: string; readonly budgets: readonly string[] } | NotDone;

/** All of an evaluation, or, from another thread, what of it changes something, and its words. */
export type SaleOutcome =
  | { readonly ok: true; readonly evaluation: Evaluation; readonly told?: undefined }
  | { readonly ok: true; readonly evaluation: Effective; readonly told: Told }
  | NotDone;

export interface Evaluator {
  /** Receipts asked for in the same moment travel to a worker as one task. */
  evaluate(input: EvaluationInput): Promise<EvaluationOutcome>;
  /**
   * Evaluates, and puts the outcome into words where that is done: a till hears no more of it, so neither does the calling
   * thread. `telling` is for the engine (see engine.ts), plain JSON.
   */
  quote(input: EvaluationInput, telling: unknown): Promise<QuoteOutcome>;
  /**
   * Evaluates a receipt that is to be committed. What the calling thread does not decide on stays where it was evaluated, but
   * as the words it is told in. `keeping` is for the engine.
   */
  sell(input: EvaluationInput, keeping: unknown): Promise<SaleOutcome>;
  /** Evaluates under a document that is not a saved version (POST /v1/simulate); compiled for this call alone. */
  simulate(source: ProgrammeSource, input: EvaluationInput): Promise<EvaluationOutcome>;
  /** Makes a version known; resolves when every worker has compiled it, so that a publish never meets a cold worker. */
  load(source: ProgrammeSource): Promise<void>;
  close(): Promise<void>;
}

/** Keys of the campaigns' budgets that an evaluation draws from. */
export function drawnFrom({ limitUses }: Effective): readonly string[] {
  return limitUses.filter((use) => use.scope === 'rule').map((use) => use.key);
}
