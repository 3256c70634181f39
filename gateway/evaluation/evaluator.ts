import { extname } from 'node:path';
import { createEvaluator, type EvaluatorOptions, type RunningEvaluator } from '../../workers/create-evaluator.ts';
import { quotingEngine } from './engine.ts';

type Options = Pick<EvaluatorOptions<unknown>, 'workers' | 'log' | 'fetchProgramme' | 'onBatch'>;

/** The evaluator of a gateway: it signs and words quotes, too. */
export function openEvaluator({ signingKey, ...options }: Options & { signingKey: Buffer }): Promise<RunningEvaluator> {
  return createEvaluator({
    ...options,
    engine: quotingEngine(signingKey),
    // The thread's module is compiled with everything else, or is not: its extension is this module's own.
    workerFile: new URL(`./thread${extname(import.meta.url)}`, import.meta.url),
    workerData: signingKey,
  });
}
