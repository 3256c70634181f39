import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { repeat } from './background.ts';

t.test('one round at a time, and a failed one is no reason to stop', async (t) => {
  const warnings: string[] = [];
  let rounds = 0;
  let atOnce = 0;
  let most = 0;
  const loop = repeat(
    'count',
    5,
    { warn: (_: object, message: string) => void warnings.push(message) } as never,
    async () => {
      rounds += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(15);
      atOnce -= 1;
      if (rounds === 2) throw new Error('the second');
    },
  );
  while (rounds < 4) await sleep(5);
  await loop.stop();
  t.equal(atOnce, 0, 'stopping waits for the round under way');
  t.equal(most, 1);
  t.strictSame(warnings, ['count failed; it is tried again in 0.005 s']);
  const before = rounds;
  await sleep(40);
  t.equal(rounds, before, 'no round after it');
});

t.test('stopped before the first round', async (t) => {
  const loop = repeat('never', 5, { warn() {} } as never, async () => t.fail('a round'));
  await loop.stop();
  await sleep(20);
});
