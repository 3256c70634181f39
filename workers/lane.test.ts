import t, { type Test } from 'tap';
import { type Lane, openLane, WorkerDied } from './lane.ts';

const generousMs = 120_000;

async function laneOf(test: Test): Promise<Lane<string, string>> {
  const lane = openLane<string, string>({
    workerFile: new URL('./testing/text-worker.ts', import.meta.url),
    maxHeapMb: 64,
  });
  test.teardown(() => lane.close());
  await lane.run('started', generousMs);
  return lane;
}

/** What became of tasks that are given all at once. */
async function outcomesOf(lane: Lane<string, string>, tasks: readonly string[], limitMs = generousMs) {
  const settled = await Promise.allSettled(tasks.map((task) => lane.run(task, limitMs)));
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    if (!(one.reason instanceof WorkerDied)) throw one.reason;
    return `${one.reason.first ? 'first' : 'behind'}: ${one.reason.message}`;
  });
}

t.test('a task is answered when it is done, though others wait behind it', async (t) => {
  const lane = await laneOf(t);
  const answered: string[] = [];
  const note = (reply: string) => void answered.push(reply);
  const first = lane.run('a', generousMs).then(note);
  const second = lane.run('spin 300', generousMs).then(note);
  const third = lane.run('b', generousMs).then(note);
  await first;
  t.same(answered, ['a']);
  await Promise.all([second, third]);
  t.same(answered, ['a', 'spin 300', 'b']);
});

t.test('who the thread was at when it died, and who stood behind', async (t) => {
  const lane = await laneOf(t);
  const code = 'worker exited with code: 1';
  t.same(await outcomesOf(lane, ['exit', 'b', 'c']), [`first: ${code}`, `behind: ${code}`, `behind: ${code}`]);
  t.same(await outcomesOf(lane, ['a', 'b']), ['a', 'b'], 'another thread has taken its place');
});

t.test(
  'a time limit begins when the tasks before are done; what comes while a thread is ended is for the next',
  async (t) => {
    const lane = await laneOf(t);
    const tasks = Array<string>(25).fill('spin 200');
    t.same(await outcomesOf(lane, tasks, 4_000), tasks, 'more than the limit together, each far less');
    const ended = outcomesOf(lane, ['hang', 'b'], 50);
    const later: Promise<string>[] = [];
    const asking = setInterval(() => later.push(lane.run('later', generousMs)), 1);
    t.same(await ended, ['first: no answer within 50 ms', 'behind: no answer within 50 ms']);
    clearInterval(asking);
    const outcomes = await Promise.allSettled([...later, lane.run('last', generousMs)]);
    t.match(outcomes.at(-1), { status: 'fulfilled', value: 'last' });
    for (const outcome of outcomes)
      t.ok(outcome.status === 'fulfilled' || outcome.reason.first === false, 'nobody else is blamed');
  },
);

t.test('a moment in which everything stood still is not the time of the task', async (t) => {
  const lane = await laneOf(t);
  const answered = outcomesOf(lane, ['a'], 2_000);
  // After it the event loop comes to its timers first, and to the answer then.
  await new Promise(setImmediate);
  const still = performance.now() + 2_500;
  while (performance.now() < still);
  t.same(await answered, ['a']);
});

t.test('a lane that is closed takes nothing', async (t) => {
  const lane = await laneOf(t);
  await lane.close();
  await t.rejects(lane.run('a', generousMs), { name: 'WorkerDied', message: 'closed' });
});
