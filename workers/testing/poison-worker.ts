/** A worker thread that runs the poison engine. */
import { createRunner, runTask } from '../runner.ts';
import { poisonEngine } from './poison-engine.ts';

const runner = createRunner(poisonEngine);

export function run(task: string): string {
  return runTask(runner, task);
}
