/** Puts the evaluator together: threads behind a dispatcher, or the calling thread alone. */
import { extname } from 'node:path';
import type { Logger } from 'pino';
import { Dispatcher, type DispatcherBounds } from './dispatcher.ts';
import type { Evaluator } from './evaluator.ts';
import { createInlineEvaluator } from './inline.ts';
import { openLane } from './lane.ts';
import { rulesEngine } from './rules-engine.ts';
import { createSimulator, type SimulatorBounds } from './simulator.ts';
import { createSources, type FetchProgramme } from './sources.ts';

interface Bounds extends DispatcherBounds, SimulatorBounds {
  /** Of each thread. */
  readonly maxHeapMb: number;
}

export interface EvaluatorOptions {
  /** Threads; 0 evaluates in the calling one. */
  readonly workers: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Where versions come from that were not loaded: a quote of yesterday, a receipt of last year. */
  readonly fetchProgramme?: FetchProgramme;
  readonly onBatch?: (size: number) => void;
  readonly bounds?: Partial<Bounds>;
  /** A module that exports `run` (see lane.ts) instead of the real one. */
  readonly workerFile?: URL;
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
export async function createEvaluator(options: EvaluatorOptions): Promise<RunningEvaluator> {
  const { log, fetchProgramme, onBatch } = options;
  if (options.workers === 0) {
    return { ...createInlineEvaluator(rulesEngine, { fetchProgramme, log }), queued: 0, restarts: 0 };
  }
  const bounds = { ...defaults, ...options.bounds };
  const { maxHeapMb } = bounds;
  // The worker is compiled with everything else, or is not: its extension is this module's own.
  const workerFile = options.workerFile ?? new URL(`./evaluate${extname(import.meta.url)}`, import.meta.url);
  const lanes = Array.from({ length: options.workers }, () => openLane({ workerFile, maxHeapMb }));
  const dispatcher = new Dispatcher({ lanes, sources: createSources(fetchProgramme), bounds, log, onBatch });
  const simulator = createSimulator(openLane({ workerFile, maxHeapMb, idleMs: simulatorIdleMs }), bounds);
  try {
    await dispatcher.start();
  } catch (cause) {
    await Promise.all(lanes.map((lane) => lane.close()));
    throw new Error('the worker threads do not start', { cause });
  }
  return {
    evaluate: (input) => dispatcher.evaluate(input),
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
