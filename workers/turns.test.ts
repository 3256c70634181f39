import t from 'tap';
import { Turns } from './turns.ts';

t.test('one after another, and only so many wait', async (t) => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const releases: (() => void)[] = [];
  const work = (id: number) => () => {
    begun.push(id);
    return new Promise<number>((resolve) => releases.push(() => resolve(id)));
  };
  const first = turns.take(work(1));
  const others = [turns.take(work(2)), turns.take(work(3))];
  await new Promise(setImmediate);
  t.same(begun, [1]);
  t.ok(turns.full, 'one is under way and two wait');
  releases[0]?.();
  t.equal(await first, 1);
  t.notOk(turns.full);
  await new Promise(setImmediate);
  t.same(begun, [1, 2]);
  releases[1]?.();
  await others[0];
  await new Promise(setImmediate);
  releases[2]?.();
  t.same(await Promise.all(others), [2, 3]);
});

t.test('work that fails is nobody else’s', async (t) => {
  const turns = new Turns(1);
  const failing = turns.take(() => Promise.reject(new Error('no')));
  const throwing = turns.take(() => {
    throw new Error('not at all');
  });
  const after = turns.take(async () => 'done');
  await t.rejects(failing, { message: 'no' });
  await t.rejects(throwing, { message: 'not at all' });
  t.equal(await after, 'done');
  t.notOk(turns.full);
  await turns.ended();
});
