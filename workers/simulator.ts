/**
 * Evaluates under documents that are no saved versions, in a thread of its own: a marketer's programme that runs wild
 * delays other simulations, never a till. The thread is started when it is needed and ends when it is not.
 */
import type { EvaluationInput } from '../rules/model/evaluation.ts';
import type { EvaluationOutcome, ProgrammeSource } from './evaluator.ts';
import type { Lane } from './lane.ts';
import { orderText } from './order.ts';
import { evaluationIn, type Reply, type Task } from './task.ts';
import { Turns } from './turns.ts';

export interface Simulator {
  simulate(source: ProgrammeSource, input: EvaluationInput): Promise<EvaluationOutcome>;
  close(): Promise<void>;
}

export interface SimulatorBounds {
  /** Simulations that may wait for the one that runs. */
  readonly simulationsWaiting: number;
  /** For compiling the document and evaluating the receipt. */
  readonly simulationMs: number;
  /** For the thread to start. */
  readonly loadMs: number;
}

const noAnswer = { ok: false, code: 'evaluation_failed', detail: 'the worker thread gave no answer' } as const;

export function createSimulator(lane: Lane<Task, Reply>, bounds: SimulatorBounds): Simulator {
  const turns = new Turns(bounds.simulationsWaiting);

  async function run(source: ProgrammeSource, input: EvaluationInput): Promise<EvaluationOutcome> {
    const { code, version } = source;
    const order = orderText({ input: { ...input, programme: { code, version } } });
    const task: Task = { sources: [JSON.stringify(source)], orders: [order], adHoc: true };
    try {
      await lane.run({}, bounds.loadMs);
      const { outcomes } = await lane.run(task, bounds.simulationMs);
      return evaluationIn(outcomes[0] ?? noAnswer);
    } catch (error) {
      const detail = `the simulation was given up: ${error instanceof Error ? error.message : String(error)}`;
      return { ok: false, code: 'evaluation_failed', detail };
    }
  }

  return {
    async simulate(source, input) {
      if (turns.full) {
        return { ok: false, code: 'overloaded', detail: `${bounds.simulationsWaiting} simulations are waiting` };
      }
      return turns.take(() => run(source, input));
    },
    async close() {
      await turns.ended();
      await lane.close();
    },
  };
}
