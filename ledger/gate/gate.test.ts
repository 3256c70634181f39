import { Redis } from 'ioredis';
import t, { type Test } from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { testRedis } from '../testing/test-redis.ts';
import { until } from '../testing/until.ts';
import { createGate, type Gate } from './gate.ts';
import { keys } from './keys.ts';
import { partyOf, patienceMs, silent } from './testing/party.ts';

const { url, real } = await testRedis(t);
const redis = new Redis(url);
t.teardown(() => redis.disconnect());

async function gateway(t: Test): Promise<Gate> {
  const gate = await createGate({ redisUrl: url, log: silent, patienceMs });
  t.teardown(() => gate.quit());
  return gate;
}

t.beforeEach(async () => {
  await redis.flushall();
});

t.test('what is refreshed is read, as it was', async (t) => {
  const gate = await gateway(t);
  t.same(await gate.read([1, 2]), new Map());
  await gate.refresh([partyOf(1, 4), partyOf(2, 9)]);
  t.same(
    await gate.read([1, 2, 3]),
    new Map([
      [1, partyOf(1, 4)],
      [2, partyOf(2, 9)],
    ]),
  );
  await gate.outdate([[1, 5]]);
  await gate.refresh([partyOf(1, 4)]);
  t.same([...(await gate.read([1, 2])).keys()], [2]);
  t.equal(gate.state(), 'up');
});

t.test('reads of one moment are one trip, and each gets its own', async (t) => {
  const gate = await gateway(t);
  await gate.refresh(Array.from({ length: 600 }, (_, party) => partyOf(party, 1)));
  const commandsBefore = await mgets();
  const answers = await Promise.all(Array.from({ length: 300 }, (_, party) => gate.read([party * 2])));
  t.same(
    answers.map((answer) => [...answer.keys()]),
    Array.from({ length: 300 }, (_, party) => [party * 2]),
  );
  if (!real) return;
  t.equal((await mgets()) - commandsBefore, 2, '300 parties are two trips of at most 256');

  async function mgets(): Promise<number> {
    return Number(/cmdstat_mget:calls=(\d+)/.exec(real ? await redis.info('commandstats') : '')?.[1] ?? 0);
  }
});

t.test('an older version never overwrites', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ version: fc.integer({ min: 1, max: 20 }), marks: fc.boolean() }), { minLength: 1 }),
      async (steps) => {
        await redis.flushall();
        const gate = await createGate({ redisUrl: url, log: silent, patienceMs });
        let highest = 0;
        let cached = 0;
        for (const { version, marks } of steps) {
          const at = await gate.outbox.read();
          if (marks && at !== undefined) await gate.outbox.advance(at, [[1, version]], `${highest}:${version}`);
          else await gate.refresh([partyOf(1, version)]);
          if (!marks && version >= highest) cached = version;
          highest = Math.max(highest, version);
          const read = (await gate.read([1])).get(1)?.version;
          if (read !== (cached === highest ? cached : undefined)) throw new Error(`read ${read}`);
        }
        await gate.quit();
      },
    ),
    { numRuns: 50 },
  );
});

t.test('points are reserved up to what is available', async (t) => {
  const gate = await gateway(t);
  await gate.refresh([partyOf(1, 1, 100, 20)]);
  const story: [receipt: string, points: number, outcome: string][] = [
    ['a', 50, 'reserved'],
    ['b', 40, 'insufficient'],
    ['b', 30, 'reserved'],
    ['a', 50, 'reserved'],
    ['a', 51, 'insufficient'],
    ['c', 1, 'insufficient'],
  ];
  for (const [receipt, points, outcome] of story) {
    t.equal(await gate.reserve({ party: 1, receipt, points, ttlMs: 60_000 }), outcome, `${receipt} reserves ${points}`);
  }
  await gate.release({ party: 1, receipt: 'a' });
  t.equal(await gate.reserve({ party: 1, receipt: 'c', points: 50, ttlMs: 60_000 }), 'reserved', 'what a gave up');
  t.equal(await gate.reserve({ party: 2, receipt: 'a', points: 1, ttlMs: 60_000 }), 'unknown', 'a party not cached');
});

t.test('a reservation ends with its time', async (t) => {
  const gate = await gateway(t);
  await gate.refresh([partyOf(1, 1, 100)]);
  t.equal(await gate.reserve({ party: 1, receipt: 'long', points: 10, ttlMs: 60_000 }), 'reserved');
  t.equal(await gate.reserve({ party: 1, receipt: 'short', points: 90, ttlMs: 60_000 }), 'reserved');
  const next = () => gate.reserve({ party: 1, receipt: 'next', points: 90, ttlMs: 60_000 });
  t.equal(await next(), 'insufficient');
  t.equal(await gate.reserve({ party: 1, receipt: 'short', points: 90, ttlMs: 50 }), 'reserved', 'but not for long');
  await until(async () => (await next()) === 'reserved');
  t.equal(
    await gate.reserve({ party: 1, receipt: 'other', points: 1, ttlMs: 50 }),
    'insufficient',
    'the long one stays',
  );
});

t.test('of many gateways that reserve at once, exactly as many win as there are points for', async (t) => {
  const gates = await Promise.all([gateway(t), gateway(t)]);
  await gates[0]?.refresh([partyOf(1, 1, 100)]);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      gates[index % 2]?.reserve({ party: 1, receipt: `r${index}`, points: 10, ttlMs: 60_000 }),
    ),
  );
  t.equal(outcomes.filter((outcome) => outcome === 'reserved').length, 10);
});

t.test('a velocity limit lets a burst through, then so many a second', async (t) => {
  const gate = await gateway(t);
  // Nothing comes back by itself while the test runs.
  const limit = { key: 'receipts/till-{1}', perSecond: 0.0005, burst: 5 };
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => gate.takeRate(limit)));
  t.equal(outcomes.filter(({ allowed }) => allowed).length, 5);
  const { retryAfterMs = 0 } = outcomes[7] ?? {};
  t.ok(retryAfterMs > 1_000_000 && retryAfterMs <= 2_000_000, `${retryAfterMs} ms`);
  t.match(await gate.takeRate({ ...limit, key: 'another' }), { allowed: true });
  // What is kept is when the bucket will be full: so much earlier is the same as so much later.
  const bucket = keys.rate(limit.key);
  await redis.set(bucket, Number(await redis.get(bucket)) - 1_000 * retryAfterMs);
  t.match(await gate.takeRate(limit), { allowed: true });
  t.match(await gate.takeRate(limit), { allowed: false });
});

t.test('an emptied Redis has a new epoch, which gateways notice in the middle of work', async (t) => {
  const [one, other] = await Promise.all([gateway(t), gateway(t)]);
  await one.refresh([partyOf(1, 5)]);
  t.equal((await other.read([1])).get(1)?.version, 5);
  const before = await one.outbox.read();

  await redis.flushall();
  // Written under the epoch that is gone: nobody must ever read it under the new one.
  await one.refresh([partyOf(1, 5)]);
  t.same(await other.read([1]), new Map(), 'a miss, and the new epoch is known');
  t.same(await one.read([1]), new Map(), 'what was written under the old epoch is not read');
  await other.refresh([partyOf(1, 6)]);
  t.equal((await one.read([1])).get(1)?.version, 6);

  const after = await one.outbox.read();
  t.not(after?.epoch, before?.epoch);
  t.equal(before !== undefined && (await one.outbox.advance(before, [], '9:9')), false, 'an old position is not moved');
});

t.test('the place in the outbox moves only from where it was read', async (t) => {
  const [one, other] = await Promise.all([gateway(t), gateway(t)]);
  const start = await one.outbox.read();
  const also = await other.outbox.read();
  if (start === undefined || also === undefined) throw new Error('Redis is away');
  t.equal(start.place, undefined);
  t.equal(await one.outbox.advance(start, [], '7:1'), true);
  t.equal(await other.outbox.advance(also, [], '6:1'), false);
  t.equal((await other.outbox.read())?.place, '7:1');

  await one.refresh([partyOf(1, 1)]);
  await one.outbox.renew(start.epoch);
  t.same(await one.read([1]), new Map(), 'an epoch given up takes everything with it');
  t.equal((await other.outbox.read())?.place, undefined);
  await other.outbox.renew(start.epoch);
  t.equal((await one.outbox.read())?.epoch, (await other.outbox.read())?.epoch, 'it is given up once');
});
