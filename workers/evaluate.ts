/**
 * What a worker thread does: a task in, its reply out. The module that a thread is started with exports it as `run`, made
 * for the engine it has; see lane.ts.
 */

import { effectsText } from './effects.ts';
import type { Engine } from './engine.ts';
import type { EvaluationOutcome, ProgrammeSource, QuoteOutcome } from './evaluator.ts';
import { type Order, orderIn } from './order.ts';
import { createRunner, messageOf, type Runner } from './runner.ts';
import { type CarriedOut, programmeKey, type Reply, type Task } from './task.ts';

export function evaluating<Programme>(engine: Engine<Programme>): (task: Task) => Reply {
  const runner = createRunner(engine);
  return (task) => runTask(runner, task);
}

/** Never throws, so that whoever sees it fail knows the thread died. */
function runTask(runner: Runner, { sources = [], orders = [], load, adHoc }: Task): Reply {
  const given = sources.map((source) => JSON.parse(source) as ProgrammeSource);
  const failures = load ? given.flatMap((source) => tryLoading(runner, source) ?? []) : [];
  const byKey = new Map(given.map((source) => [programmeKey(source), source]));
  const outcomes = orders.map((text) => {
    const order = orderIn(text);
    const source = byKey.get(programmeKey(order.input.programme));
    if (adHoc && source !== undefined) return written(runner.simulate(source, order.input));
    // Only the document that this input needs is compiled, and just before: a task may bring more than are kept.
    const failure = source === undefined ? undefined : tryLoading(runner, source);
    return failure === undefined ? carryOut(runner, order) : failed(failure);
  });
  return { outcomes, failures };
}

function carryOut(runner: Runner, { input, telling, keeping }: Order): CarriedOut | null {
  if (keeping !== undefined) {
    const sold = runner.sell(input, keeping);
    return sold?.ok ? { ok: true, text: effectsText(sold.evaluation), budgets: [], told: sold.told } : (sold ?? null);
  }
  if (telling !== undefined) return runner.quote(input, telling) ?? null;
  const outcome = runner.evaluate(input);
  return outcome === undefined ? null : written(outcome);
}

function written(outcome: EvaluationOutcome): QuoteOutcome {
  return outcome.ok ? { ok: true, text: JSON.stringify(outcome.evaluation), budgets: [] } : outcome;
}

function failed(detail: string): QuoteOutcome {
  return { ok: false, code: 'evaluation_failed', detail };
}

function tryLoading(runner: Runner, source: ProgrammeSource): string | undefined {
  try {
    runner.load(source);
    return undefined;
  } catch (error) {
    return `programme ${programmeKey(source)} does not compile: ${messageOf(error)}`;
  }
}
