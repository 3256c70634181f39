/** The module of a worker thread: workerData is the key that signs quotes. */
import { workerData } from 'node:worker_threads';
import { evaluating } from '../../workers/evaluate.ts';
import { quotingEngine } from './engine.ts';

export const run = evaluating(quotingEngine(Buffer.from(workerData as Uint8Array)));
