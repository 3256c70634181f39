/** Puts the evaluator together: threads behind a dispatcher, or the calling thread alone. */
import type { Logger } from 'pino';
import { Dispatcher, type DispatcherBounds } from './dispatcher.ts';
import type { Engine } from './engine.ts';
import type { Evaluator } from './evaluator.ts';
import { createInlineEvaluator } from './inline.ts';
import { openLane } from './lane.ts';
import { createSimulator, type SimulatorBounds } from './simulator.ts';
import { createSources, type FetchProgramme } from './sources.ts';
import { evaluationIn, type Reply, saleIn, type Task } from './task.ts';

interface Bounds extends DispatcherBounds, SimulatorBounds {
  /** Of each thread. */
  readonly maxHeapMb: number;
}

export interface EvaluatorOptions<Programme> {
  /** For the calling thread. */
  readonly engine: Engine<Programme>;
  /** A module that exports what `evaluating` (evaluate.ts) makes of that engine, as `run`; and what it is told at its start. */
  readonly workerFile: URL;
  readonly workerData?: unknown;
  /** Threads; 0 evaluates in the calling one. */
  readonly workers: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Where versions come from that were not loaded: a quote of yesterday, a receipt of last year. */
  readonly fetchProgramme?: FetchProgramme;
  readonly onBatch?: (size: number) => void;
  readonly bounds?: Partial<Bounds>;
}

export interface RunningEvaluator extends Evaluator {
  /** Receipts that wait for a thread. */
  readonly queued: number;
  /** Threads that died since the start. */
  readonly restarts: number;
}

const defaults: Bounds = {
  batchSize: 64,
  batchBytes: 1024 * 1024,
  queueLength: 4096,
  queueBytes: 64 * 1024 * 1024,
  taskMs: 2_000,
  loadMs: 30_000,
  simulationsWaiting: 16,
  simulationMs: 2_000,
  maxHeapMb: 512,
};
const simulatorIdleMs = 60_000;

/** Resolves when every thread runs; rejects where they cannot be started. */
export async function createEvaluator<Programme>(options: EvaluatorOptions<Programme>): Promise<RunningEvaluator> {
  const { engine, workerFile, workerData, log, fetchProgramme, onBatch } = options;
  if (options.workers === 0) {
    return { ...createInlineEvaluator(engine, { fetchProgramme, log }), queued: 0, restarts: 0 };
  }
  const bounds = { ...defaults, ...options.bounds };
  const { maxHeapMb } = bounds;
  const open = (idleMs?: number) => {
    const always = { workerFile, workerData, maxHeapMb };
    return openLane<Task, Reply>(idleMs === undefined ? always : { ...always, idleMs });
  };
  const lanes = Array.from({ length: options.workers }, () => open());
  const dispatcher = new Dispatcher({ lanes, sources: createSources(fetchProgramme), bounds, log, onBatch });
  const simulator = createSimulator(open(simulatorIdleMs), bounds);
  try {
    await dispatcher.start();
  } catch (cause) {
    await Promise.all(lanes.map((lane) => lane.close()));
    throw new Error('the worker threads do not start', { cause });
  }
  return {
    evaluate: async (input) => evaluationIn(await dispatcher.ask({ input })),
    quote: (input, telling) => dispatcher.ask({ input, telling }),
    sell: async (input, keeping) => saleIn(await dispatcher.ask({ input, keeping })),
    simulate: (source, input) => simulator.simulate(source, input),
    load: (source) => dispatcher.load(source),
    get queued() {
      return dispatcher.queued;
    },
    get restarts() {
      return dispatcher.restarts;
    },
    async close() {
      await Promise.all([dispatcher.close(), simulator.close()]);
    },
  };
}
