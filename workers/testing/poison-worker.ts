/** A worker thread that runs the poison engine. */
import { evaluating } from '../evaluate.ts';
import { poisonEngine } from './poison-engine.ts';

export const run = evaluating(poisonEngine);
