import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { createSchedule } from './schedule.ts';

t.test('each lane in order, never more at a time than asked', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ lane: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }), ticks: fc.nat(3) })),
      fc.integer({ min: 1, max: 4 }),
      async (tasks, concurrency) => {
        const schedule = createSchedule(concurrency, 3);
        const ran: number[] = [];
        const busy = new Set<string>();
        let running = 0;
        for (const [index, { lane, ticks }] of tasks.entries()) {
          await schedule.add(lane, async () => {
            running += 1;
            if (running > concurrency) throw new Error('too many at a time');
            if (lane !== undefined && busy.has(lane)) throw new Error('two of a lane at a time');
            if (lane !== undefined) busy.add(lane);
            for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
            if (lane !== undefined) busy.delete(lane);
            running -= 1;
            ran.push(index);
          });
        }
        await schedule.drain();
        if (ran.length !== tasks.length) return false;
        return ['a', 'b', 'c'].every((lane) => {
          const order = ran.filter((index) => tasks[index]?.lane === lane);
          return order.every((index, place) => place === 0 || (order[place - 1] ?? -1) < index);
        });
      },
    ),
  );
  t.pass();
});

t.test('whoever adds waits while too many wait', async (t) => {
  const schedule = createSchedule(1, 2);
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  for (let added = 0; added < 3; added += 1) await schedule.add('a', () => gate);
  let accepted = false;
  const fourth = schedule
    .add('b', async () => {})
    .then(() => {
      accepted = true;
    });
  await sleep(5);
  t.equal(accepted, false);
  release();
  await fourth;
  await schedule.drain();
  t.equal(accepted, true);
});

t.test('a task that fails stops the rest and is told', async (t) => {
  const schedule = createSchedule(2, 10);
  const ran: string[] = [];
  await schedule.add('a', async () => {
    await sleep(2);
    throw new Error('broken');
  });
  await schedule.add('a', async () => void ran.push('behind it'));
  await schedule.add('b', async () => {
    await sleep(5);
    ran.push('beside it');
  });
  await t.rejects(schedule.drain(), { message: 'broken' });
  t.same(ran, ['beside it']);
  await t.rejects(
    schedule.add('c', async () => {}),
    { message: 'broken' },
  );
});

t.test('stopped, it finishes what runs and takes no more', async (t) => {
  const schedule = createSchedule(1, 10);
  const ran: string[] = [];
  await schedule.add('a', async () => {
    await sleep(2);
    ran.push('first');
  });
  await schedule.add('a', async () => void ran.push('second'));
  schedule.stop();
  await schedule.add('b', async () => void ran.push('third'));
  await schedule.drain();
  t.same(ran, ['first']);
});
