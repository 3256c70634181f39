/** A worker thread that does what its task says, and gives the task back: "spin 20", "exit", or anything else. */
export function run(task: string): string {
  if (task === 'exit') process.exit(1);
  if (task === 'hang') for (;;);
  const until = performance.now() + Number(/^spin (\d+)/.exec(task)?.[1] ?? 0);
  while (performance.now() < until);
  return task;
}
