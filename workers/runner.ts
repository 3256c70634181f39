/** Whatever thread it is in: keeps compiled programmes, evaluates inputs with them, and puts the outcome into words. */
import { LRUCache } from 'lru-cache';
import type { EvaluationInput } from '../rules/model/evaluation.ts';
import type { Told } from '../rules/model/told.ts';
import type { Engine } from './engine.ts';
import {
  drawnFrom,
  type EvaluationOutcome,
  type NotDone,
  type ProgrammeSource,
  type QuoteOutcome,
  type SaleOutcome,
} from './evaluator.ts';
import { programmeKey } from './task.ts';

/** Compiled versions a thread keeps. Receipts come under a few; old ones only to explain or take back a receipt. */
const compiledVersionsKept = 32;

export interface Runner {
  /** Throws where the document does not compile. */
  load(source: ProgrammeSource): void;
  /** Undefined: the programme is not here. */
  evaluate(input: EvaluationInput): EvaluationOutcome | undefined;
  quote(input: EvaluationInput, telling: unknown): QuoteOutcome | undefined;
  sell(input: EvaluationInput, keeping: unknown): Extract<SaleOutcome, { told: Told }> | NotDone | undefined;
  simulate(source: ProgrammeSource, input: EvaluationInput): EvaluationOutcome;
}

export function createRunner<Programme>(engine: Engine<Programme>): Runner {
  const compiled = new LRUCache<string, { hash: string; programme: Programme }>({ max: compiledVersionsKept });

  return {
    load(source) {
      const key = programmeKey(source);
      if (compiled.get(key)?.hash === source.hash) return;
      compiled.set(key, { hash: source.hash, programme: engine.compile(source) });
    },
    evaluate(input) {
      const known = compiled.get(programmeKey(input.programme));
      return known && attempt(() => ({ ok: true, evaluation: engine.evaluate(known.programme, input) }));
    },
    quote(input, telling) {
      const known = compiled.get(programmeKey(input.programme));
      if (known === undefined) return undefined;
      return attempt(() => {
        const evaluation = engine.evaluate(known.programme, input);
        return { ok: true, text: engine.tell(evaluation, input, telling), budgets: drawnFrom(evaluation) };
      });
    },
    sell(input, keeping) {
      const known = compiled.get(programmeKey(input.programme));
      if (known === undefined) return undefined;
      return attempt(() => {
        const evaluation = engine.evaluate(known.programme, input);
        return { ok: true, evaluation, told: engine.keep(evaluation, input, keeping) };
      });
    },
    simulate(source, input) {
      return attempt(() => ({ ok: true, evaluation: engine.evaluate(engine.compile(source), input) }));
    },
  };
}

function attempt<Done extends { readonly ok: true }>(work: () => Done): Done | NotDone {
  try {
    return work();
  } catch (error) {
    return { ok: false, code: 'evaluation_failed', detail: messageOf(error) };
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
