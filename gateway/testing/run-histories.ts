/**
 * Random histories on the gateways of a chain, each with members of its own, until the time is up. A history that fails
 * is made smaller and told with its seed.
 */

import type { Test } from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { budgetsOf } from './check-coupons.ts';
import { checkHistory, type Ledger } from './check-history.ts';
import type { Way } from './crossing.ts';
import { type AskedGateway, History } from './history.ts';
import { type Step, steps } from './history-steps.ts';
import type { StartedGateway } from './start-gateway.ts';

const weights: Readonly<Partial<Record<Step['kind'], number>>> = {
  sell: 3,
  redeem: 3,
  hold: 2,
  post: 2,
  'hold, extend and post': 3,
  return: 2,
  retry: 2,
  'publish between': 2,
  'block a card': 2,
  'make coupons': 2,
  'sell with coupons': 2,
  'exchange with coupons': 2,
  'reserve a coupon': 2,
  'sell a certificate': 2,
  'hold a certificate': 3,
  'a friend joins': 2,
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...Object.keys(steps).map((name) => {
      const kind = name as Step['kind'];
      return { arbitrary: fc.constant(kind), weight: weights[kind] ?? 1 };
    }),
  ),
  till: fc.nat(2),
  member: fc.nat(6),
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

/** Each kind of step once, a few at a time, while something is upset: what a short time must not leave out. */
const everything: readonly (readonly Step[])[] = Array.from({ length: 6 }, (_, moment) =>
  (Object.keys(steps) as Step['kind'][]).flatMap((kind, index) =>
    index % 6 === moment || (kind === 'upset' && moment === 1)
      ? [{ kind, till: index, member: index % 4, pick: index * 37, amount: index * 91, flag: index % 2 === 0 }]
      : [],
  ),
);

/** How a request gets its answer, where there are two gateways to be asked (crossing.ts). */
const ways: fc.Arbitrary<readonly Way[]> = fc.array(
  fc.record({
    away: fc.boolean(),
    again: fc.constantFrom('no', 'after', 'beside', 'cut'),
    cutAfterMs: fc.integer({ min: 1, max: 30 }),
  }),
  { minLength: 8, maxLength: 40 },
);

/** Two members by themselves, and a household of two. */
async function joinAll({ pool, join }: Chain, name: string): Promise<string[]> {
  const cards = [0, 1, 2, 3].map((index) => `${name}-${index}`);
  const ids: string[] = [];
  for (const number of cards) ids.push(await join({ cards: [{ number, type: 'club' }] }));
  const marry = 'UPDATE members SET party = (SELECT party FROM members WHERE id = $1) WHERE id = $2';
  await pool.query(marry, [ids[2], ids[3]]);
  return cards;
}

export interface Chain extends Ledger, Pick<StartedGateway, 'join'> {
  /** As its tills see them, on these ways. */
  readonly asked: (ways: readonly Way[]) => readonly AskedGateway[];
  /** Takes Redis away, or something of the kind. */
  readonly upset: () => Promise<void>;
  /** Whatever was upset is there again. */
  readonly rest: () => Promise<void>;
}

/** What people are told of, since customers had paid: no fault of a gateway. */
const alerts: ReadonlySet<unknown> = new Set([
  'points were spent that the member no longer had: they are owed',
  'a rule was charged for that the member could no longer pay',
  'a price was paid with a coupon that could no longer be used',
  'a receipt was paid with money that its certificate no longer had',
  'a receipt was cancelled whose certificate had been used',
]);

/** For so long unless HISTORIES_MS says otherwise. Tells what it has met; fails where a gateway has logged an error. */
export async function runHistories(t: Test, chain: Chain, unlessMs: number): Promise<void> {
  const runMs = Number(process.env.HISTORIES_MS ?? unlessMs);
  // One after another: it cannot be started twice.
  let upsets = Promise.resolve();
  const upset = (): Promise<void> => {
    upsets = upsets.then(chain.upset);
    return upsets;
  };
  const outcomes = new Map<string, number>();
  let runs = 0;
  let until = Date.now() + runMs;
  let failed = false;
  const property = fc.asyncProperty(moments, ways, async (history, ways) => {
    // What is left of the runs once the time is up; after a failure, there is as much time again to make it smaller.
    if (Date.now() > until) return;
    try {
      runs += 1;
      await run(history, ways);
    } catch (error) {
      if (!failed) until = Date.now() + runMs;
      failed = true;
      throw error;
    }
  });
  const run = async (history: readonly (readonly Step[])[], ways: readonly Way[]): Promise<void> => {
    const name = `${Date.now().toString(36)}-${runs}`;
    const members = await joinAll(chain, name);
    const budgets = await budgetsOf(chain.pool);
    const done = new History({ gateways: chain.asked(ways), direct: chain.gateways, name, members, budgets, upset });
    for (const member of [0, 1, 2, 3]) await steps.sell(done, { ...first, member });
    for (const moment of runs === 1 ? [...everything, ...history] : history) {
      const taken = await Promise.allSettled(moment.map((one) => steps[one.kind](done, one)));
      for (const one of taken) if (one.status === 'rejected') throw one.reason;
    }
    await upsets;
    await chain.rest();
    await checkHistory(chain, done);
    for (const [outcome, count] of done.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
  };
  await fc.assert(property, { numRuns: 10_000 });
  t.comment(`${runs} histories`, Object.fromEntries([...outcomes].sort()));
  const faults = chain.gateways
    .flatMap(({ logged }) => logged)
    .filter(({ level, msg }) => Number(level) >= 50 && !alerts.has(msg));
  t.strictSame(faults, [], 'nothing was logged as an error but what customers had paid for');
}
