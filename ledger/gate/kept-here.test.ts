import t from 'tap';
import { KeptHere } from './kept-here.ts';

const first = { generation: 1, epoch: 'a' };

t.test('changes that Redis is known to have heard of are left out', async (t) => {
  const kept = new KeptHere();
  t.strictSame(kept.unheard(first, [[7, 1]]), [[7, 1]], 'from here on it listens');
  kept.learn(first, 7, 3);
  kept.learn(first, 7, 2);
  kept.learn(first, 8, 5);
  const changes = [
    [7, 3],
    [8, 6],
    [9, 1],
  ] as const;
  t.strictSame(kept.unheard(first, changes), changes.slice(1));
});

t.test('another Redis may hold anything: [generation, epoch]', async (t) => {
  for (const next of [
    { generation: 2, epoch: 'a' },
    { generation: 1, epoch: 'b' },
  ]) {
    const kept = new KeptHere();
    kept.unheard(first, []);
    kept.learn(first, 7, 3);
    t.strictSame(kept.unheard(next, [[7, 3]]), [[7, 3]]);
    kept.learn(first, 7, 3);
    t.strictSame(kept.unheard(next, [[7, 3]]), [[7, 3]], 'an answer of the one before says nothing of this one');
  }
});
