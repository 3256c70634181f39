/** The worker thread: a task as text in, its reply as text out. */
import { rulesEngine } from './rules-engine.ts';
import { createRunner, runTask } from './runner.ts';

const runner = createRunner(rulesEngine);

export function run(task: string): string {
  return runTask(runner, task);
}
