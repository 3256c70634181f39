/**
 * Random histories on one gateway, each with members of its own, until the time is up. A history that fails is made
 * smaller and told with its seed.
 */
import fc from 'fast-check';
import type { Test } from 'tap';
import { redisServer, redisServerInstalled } from '../../ledger/gate/testing/redis-server.ts';
import { checkHistory } from './check-history.ts';
import { History } from './history.ts';
import { programmeOf } from './history-programme.ts';
import { type Step, steps } from './history-steps.ts';
import { type StartedGateway, startGateway } from './start-gateway.ts';

const weights: Readonly<Partial<Record<Step['kind'], number>>> = {
  sell: 3,
  redeem: 3,
  hold: 2,
  post: 3,
  return: 2,
  retry: 2,
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...Object.keys(steps).map((name) => {
      const kind = name as Step['kind'];
      return { arbitrary: fc.constant(kind), weight: weights[kind] ?? 1 };
    }),
  ),
  till: fc.nat(2),
  member: fc.nat(4),
  pick: fc.nat(999),
  amount: fc.nat(999),
  flag: fc.boolean(),
});

/** What happens at one moment; then at the next. */
const moments = fc.array(fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }), {
  minLength: 1,
  maxLength: 12,
  size: 'max',
});

/** Gives everybody some points to begin with. */
const first: Step = { kind: 'sell', till: 0, member: 0, pick: 3, amount: 999, flag: false };

/** Two members by themselves, and a household of two. */
async function joinAll(gateway: StartedGateway, name: string): Promise<string[]> {
  const cards = [0, 1, 2, 3].map((index) => `${name}-${index}`);
  const ids: string[] = [];
  for (const number of cards) ids.push(await gateway.join({ cards: [{ number, type: 'club' }] }));
  const marry = 'UPDATE members SET party = (SELECT party FROM members WHERE id = $1) WHERE id = $2';
  await gateway.pool.query(marry, [ids[2], ids[3]]);
  return cards;
}

interface Order {
  readonly gateways: number;
  readonly workers: number;
  /** What Redis does at each upset. */
  readonly redis: 'is emptied' | 'is killed';
  readonly runMs: number;
}

export function runHistories(t: Test, { gateways: count, workers, redis, runMs }: Order): Promise<unknown> {
  if (!redisServerInstalled) t.comment('no redis-server is installed: Redis stays as it is');
  return t.test(`${count} gateways with ${workers} workers; Redis ${redis}`, async (t) => {
    const server = redisServerInstalled ? await redisServer(t) : undefined;
    const order = { programme: programmeOf(10), workers, members: [], ...(server && { redisUrl: server.url }) };
    const gateway = await startGateway(t, order);
    const gateways = [gateway];
    while (gateways.length < count) gateways.push(await startGateway(t, { ...order, beside: gateway }));
    // One after another: it cannot be started twice.
    let upsets = Promise.resolve();
    const upset = (): Promise<void> => {
      upsets = upsets.then(upsetOnce);
      return upsets;
    };
    const upsetOnce = async (): Promise<void> => {
      if (redis === 'is emptied') await server?.command('FLUSHALL');
      else if (server?.running === true) await server.kill();
      else await server?.start();
    };
    const outcomes = new Map<string, number>();
    let runs = 0;
    let until = Date.now() + runMs;
    let failed = false;
    const property = fc.asyncProperty(moments, async (history) => {
      // What is left of the runs once the time is up; after a failure, there is as much time again to make it smaller.
      if (Date.now() > until) return;
      try {
        runs += 1;
        await run(history);
      } catch (error) {
        if (!failed) until = Date.now() + runMs;
        failed = true;
        throw error;
      }
    });
    const run = async (history: readonly Step[][]): Promise<void> => {
      const name = `${Date.now().toString(36)}-${runs}`;
      const done = new History({ gateways, name, members: await joinAll(gateway, name), upset });
      for (const member of [0, 1, 2, 3]) await steps.sell(done, { ...first, member });
      for (const moment of history) {
        const taken = await Promise.allSettled(moment.map((one) => steps[one.kind](done, one)));
        for (const one of taken) if (one.status === 'rejected') throw one.reason;
      }
      if (server?.running === false) await server.start();
      await checkHistory(gateway, done);
      for (const [outcome, count] of done.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
    };
    await fc.assert(property, { numRuns: 1_000 });
    t.comment(`${runs} histories`, Object.fromEntries([...outcomes].sort()));
    const faults = gateways
      .flatMap(({ logged }) => logged)
      .filter(({ level, points }) => Number(level) >= 50 && points === undefined);
    t.strictSame(faults, [], 'nothing was logged as an error but points that are owed');
  });
}
