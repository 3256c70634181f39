/** What a worker does with a task, whatever thread it is in: keeps compiled programmes and evaluates inputs with them. */
import { LRUCache } from 'lru-cache';
import type { EvaluationInput } from '../rules/model/evaluation.ts';
import type { Engine } from './engine.ts';
import type { EvaluationOutcome, ProgrammeSource } from './evaluator.ts';
import { programmeKey, type Reply, type Task } from './task.ts';

/** Compiled versions a thread keeps. Receipts come under a few; old ones only to explain or take back a receipt. */
const compiledVersionsKept = 32;

export interface Runner {
  /** Throws where the document does not compile. */
  load(source: ProgrammeSource): void;
  /** Undefined: the programme is not here. */
  evaluate(input: EvaluationInput): EvaluationOutcome | undefined;
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
      return known === undefined ? undefined : attempt(() => engine.evaluate(known.programme, input));
    },
    simulate(source, input) {
      return attempt(() => engine.evaluate(engine.compile(source), input));
    },
  };
}

/** Runs a task given as text and answers as text; never throws, so that whoever sees it fail knows the thread died. */
export function runTask(runner: Runner, text: string): string {
  const { sources = [], inputs = [], load, adHoc }: Task = JSON.parse(text);
  const failures: string[] = [];
  if (load) {
    for (const source of sources) {
      const failure = tryLoading(runner, source);
      if (failure !== undefined) failures.push(failure);
    }
  }
  const byKey = new Map(sources.map((source) => [programmeKey(source), source]));
  const outcomes = inputs.map((input): EvaluationOutcome | null => {
    const source = byKey.get(programmeKey(input.programme));
    if (adHoc && source !== undefined) return runner.simulate(source, input);
    // Only the document that this input needs is compiled, and just before: a task may bring more than are kept.
    const failure = source === undefined ? undefined : tryLoading(runner, source);
    if (failure !== undefined) return { ok: false, code: 'evaluation_failed', detail: failure };
    return runner.evaluate(input) ?? null;
  });
  return JSON.stringify({ outcomes, failures } satisfies Reply);
}

function tryLoading(runner: Runner, source: ProgrammeSource): string | undefined {
  try {
    runner.load(source);
    return undefined;
  } catch (error) {
    return `programme ${programmeKey(source)} does not compile: ${messageOf(error)}`;
  }
}

function attempt(evaluate: () => (EvaluationOutcome & { ok: true })['evaluation']): EvaluationOutcome {
  try {
    return { ok: true, evaluation: evaluate() };
  } catch (error) {
    return { ok: false, code: 'evaluation_failed', detail: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
