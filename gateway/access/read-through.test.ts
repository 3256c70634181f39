import t from 'tap';
import { ReadThrough } from './read-through.ts';

interface Row {
  readonly of: string;
  readonly version: number;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

t.test('reads once, and again when it is told to forget', async (t) => {
  let reads = 0;
  const cache = new ReadThrough<Row>({ max: 10, ttlMs: 60_000 }, async (of) => ({ of, version: ++reads }));
  t.strictSame(await cache.get('a'), { of: 'a', version: 1 });
  t.strictSame(await cache.get('a'), { of: 'a', version: 1 });
  cache.forget('b');
  t.equal((await cache.get('a'))?.version, 1);
  cache.forget('a');
  t.equal((await cache.get('a'))?.version, 2);
  cache.clear();
  t.equal((await cache.get('a'))?.version, 3);
});

t.test('those who ask at once share one look-up', async (t) => {
  let reads = 0;
  const cache = new ReadThrough<Row>({ max: 10, ttlMs: 60_000 }, async (of) => ({ of, version: ++reads }));
  const all = await Promise.all(Array.from({ length: 50 }, () => cache.get('a')));
  t.equal(reads, 1);
  t.ok(all.every((row) => row?.version === 1));
});

t.test('what was read before a change is not kept after it', async (t) => {
  const answers = [deferred<Row>(), deferred<Row>()];
  let reads = 0;
  const cache = new ReadThrough<Row>(
    { max: 10, ttlMs: 60_000 },
    () => (answers[reads++] as (typeof answers)[0]).promise,
  );
  const before = cache.get('a');
  cache.forget('a');
  const after = cache.get('a');
  answers[1]?.resolve({ of: 'a', version: 2 });
  t.equal((await after)?.version, 2);
  answers[0]?.resolve({ of: 'a', version: 1 });
  t.equal((await before)?.version, 1, 'who asked before the change may hear of what was before it');
  t.equal((await cache.get('a'))?.version, 2);
  t.equal(reads, 2);
});

t.test('what is not there and what fails is asked again', async (t) => {
  const answers: (Row | undefined | Error)[] = [undefined, new Error('away'), { of: 'a', version: 3 }];
  const cache = new ReadThrough<Row>({ max: 10, ttlMs: 60_000 }, async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  t.equal(await cache.get('a'), undefined);
  await t.rejects(async () => cache.get('a'), { message: 'away' });
  t.equal((await cache.get('a'))?.version, 3);
});

t.test('it is bounded in number and in time', async (t) => {
  let reads = 0;
  const cache = new ReadThrough<Row>({ max: 2, ttlMs: 150 }, async (of) => ({ of, version: ++reads }));
  for (const key of ['a', 'b', 'c']) await cache.get(key);
  t.equal((await cache.get('a'))?.version, 4, 'a was the first to go');
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.equal((await cache.get('a'))?.version, 5);
});
