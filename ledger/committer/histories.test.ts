/**
 * Histories that nobody would think of, at two gateways with two lanes each: sales, holds, returns, exchanges, cancels,
 * attached cards and retries of a few members, all at once. However they come to lie, the auditor finds nothing (I1 to
 * I7, I9), a retry is answered with the same bytes (I1, I11), and another body under a number is refused (I2).
 */
import { deepStrictEqual, ok } from 'node:assert';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { audit } from '../audit/audit.ts';
import { sweep } from '../jobs/sweeper.ts';
import type { Command, SaleCommand } from './commands.ts';
import type { Committer } from './committer.ts';
import type { Outcome } from './outcome.ts';
import { bodyOf, noon, openShop, type Shopper, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { pool } = shop;
const gateways = [shop.gateway({ lanes: 2, maxBatch: 8 }), shop.gateway({ lanes: 2, maxBatch: 8 })];
const day = 86_400_000;

/** What a history has done so far; later steps refer to earlier ones by a number that is taken modulo. */
interface Past {
  readonly shoppers: readonly Shopper[];
  readonly sales: { readonly command: SaleCommand; readonly outcome: Outcome }[];
  readonly holds: { readonly id: string; readonly number: string; readonly shopper: Shopper }[];
  readonly seen: Map<string, number>;
}

type Step = (past: Past, gateway: Committer) => Promise<void>;

function at<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}

/** As a gateway does: what was found before the lock and is no longer so is looked up again. */
async function submit(past: Past, gateway: Committer, look: () => Promise<Command>): Promise<[Command, Outcome]> {
  for (let round = 0; ; round += 1) {
    const command = await look();
    const outcome = await gateway.submit(command);
    const word = `${command.kind} ${wordOf(outcome)}`;
    past.seen.set(word, (past.seen.get(word) ?? 0) + 1);
    if (outcome.kind === 'refused')
      ok(!['internal_error', 'unavailable'].includes(outcome.code), JSON.stringify(outcome));
    if (outcome.kind !== 'again') return [command, outcome];
    ok(round < 10, `${word} ten times`);
  }
}

const index = fc.nat({ max: 1_000 });
const amount = fc.integer({ min: 1, max: 2_000 });

const sell: fc.Arbitrary<Step> = fc
  .record({
    who: index,
    anonymous: fc.integer({ min: 0, max: 9 }),
    amounts: fc.array(amount, { minLength: 1, maxLength: 3 }),
    quantity: fc.constantFrom(0, 1000, 3000, 1234),
    redeem: fc.option(fc.oneof(fc.constant('max' as const), amount), { nil: undefined }),
    paid: fc.integer({ min: 0, max: 9 }),
    delay: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    life: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    budget: fc.boolean(),
    returns: fc.integer({ min: 0, max: 3 }),
    later: fc.nat({ max: 6 }),
  })
  .map(
    (asked): Step =>
      async (past, gateway) => {
        const shopper = asked.anonymous === 0 ? undefined : at(past.shoppers, asked.who);
        const { number } = shop.keyOf();
        const original = asked.returns === 0 ? at(past.sales, asked.who) : undefined;
        const redeem = shopper === undefined || asked.redeem === undefined ? [] : [{ points: asked.redeem }];
        const time = noon + asked.later * day;
        const [command, outcome] = await submit(past, gateway, async () => {
          const sale = await shop.sale({
            shopper,
            number,
            amounts: asked.amounts,
            quantity: asked.quantity,
            redeem,
            at: time,
            attributes: {
              welcome: true,
              gift: 50,
              purse: asked.quantity === 1234 ? 'promo' : 'bonus',
              ...(asked.budget && { budget: 1e9 }),
              ...(asked.delay !== undefined && { activeAt: time + asked.delay * day }),
              ...(asked.life !== undefined && { expiresAt: time + (asked.life + 5) * day }),
            },
            ...(asked.paid === 0 && {
              charged: asked.amounts.map((net, line) => ({
                line: line + 1,
                net: 0,
                redeemed: shopper === undefined ? 0 : net,
              })),
            }),
            ...(original !== undefined && { returns: [await shop.part(original.command.id, [[1, 400]])] }),
          });
          return sale;
        });
        if (outcome.kind === 'done') past.sales.push({ command: command as SaleCommand, outcome });
      },
  );

const bringBack: fc.Arbitrary<Step> = fc.tuple(index, fc.integer({ min: 1, max: 3_000 }), index, fc.boolean()).map(
  ([which, quantity, line, dry]): Step =>
    async (past, gateway) => {
      const sale = at(past.sales, which);
      if (sale === undefined) return;
      const lines = sale.command.input.receipt.lines;
      const number = (line % lines.length) + 1;
      const key = shop.keyOf(undefined, 'return');
      const [command, outcome] = await submit(past, gateway, () =>
        shop.return(sale.command.id, [[number, quantity]], { key, dry, businessTime: noon + 7 * day }),
      );
      if (dry || outcome.kind !== 'done') return;
      const again = await gateway.submit({ ...command, id: sale.command.id } as Command);
      deepStrictEqual(again, { ...outcome, replayed: true });
    },
);

const hold: fc.Arbitrary<Step> = fc.tuple(index, fc.integer({ min: 1, max: 700 })).map(
  ([who, points]): Step =>
    async (past, gateway) => {
      const shopper = at(past.shoppers, who);
      if (shopper === undefined) return;
      const command = shop.hold(shopper, points);
      const [, outcome] = await submit(past, gateway, async () => command);
      if (outcome.kind === 'done') past.holds.push({ id: command.id, number: command.key.number, shopper });
    },
);

const post: fc.Arbitrary<Step> = fc.tuple(index, fc.array(amount, { minLength: 1, maxLength: 2 }), fc.boolean()).map(
  ([which, amounts, paid]): Step =>
    async (past, gateway) => {
      const held = at(past.holds, which);
      if (held === undefined) return;
      const { shopper, number } = held;
      const charged = amounts.map((net, line) => ({ line: line + 1, net: Math.ceil(net / 2) }));
      const [command, outcome] = await submit(past, gateway, () =>
        shop.sale({ shopper, number, amounts, holds: [held.id], ...(paid && { charged }) }),
      );
      if (outcome.kind === 'done') past.sales.push({ command: command as SaleCommand, outcome });
    },
);

const changeHold: fc.Arbitrary<Step> = fc
  .tuple(index, fc.constantFrom('void', 'extend', 'expire', 'lapse', 'lapse'))
  .map(
    ([which, how]): Step =>
      async (past, gateway) => {
        const held = at(past.holds, which);
        if (held === undefined) return;
        if (how === 'lapse') {
          await pool.query("UPDATE holds SET expires_at = now() - interval '1 ms' WHERE id = $1 AND state = 'active'", [
            held.id,
          ]);
          return;
        }
        const kind = `hold-${how}` as 'hold-void';
        await submit(past, gateway, async () => ({ kind, hold: held.id, party: held.shopper.party, ttlMs: 60_000 }));
      },
  );

const undo: fc.Arbitrary<Step> = fc.tuple(index, fc.boolean()).map(
  ([which, unseen]): Step =>
    async (past, gateway) => {
      const sale = at(past.sales, which);
      const number = unseen || sale === undefined ? shop.keyOf().number : sale.command.key.number;
      await submit(past, gateway, () => shop.cancel(number));
    },
);

const attach: fc.Arbitrary<Step> = fc.tuple(index, index).map(
  ([which, who]): Step =>
    async (past, gateway) => {
      const sale = at(
        past.sales.filter(({ command }) => command.snapshot === undefined),
        which,
      );
      const shopper = at(past.shoppers, who);
      if (sale === undefined || shopper === undefined) return;
      await submit(past, gateway, () => shop.attach(sale.command.id, shopper));
    },
);

const settle: fc.Arbitrary<Step> = fc.tuple(index, fc.nat({ max: 12 })).map(
  ([who, days]): Step =>
    async (past, gateway) => {
      const shopper = at(past.shoppers, who);
      if (shopper === undefined) return;
      await submit(past, gateway, async () => ({ kind: 'settle', party: shopper.party, at: noon + days * day }));
    },
);

const retry: fc.Arbitrary<Step> = fc.tuple(index, fc.boolean()).map(
  ([which, other]): Step =>
    async (past, gateway) => {
      const sale = at(past.sales, which);
      if (sale === undefined) return;
      const { command, outcome } = sale;
      if (other) {
        const body = {
          ...command,
          id: shop.hold(past.shoppers[0] as Shopper, 1).id,
          fingerprint: Buffer.from('another'),
        };
        const refusal = await gateway.submit(body);
        ok(['receipt_conflict', 'receipt_cancelled'].includes(wordOf(refusal)), wordOf(refusal));
        return;
      }
      const again = await gateway.submit(command);
      if (wordOf(again) !== 'receipt_cancelled') deepStrictEqual(again, outcome);
    },
);

const step = fc.oneof(
  { weight: 8, arbitrary: sell },
  { weight: 4, arbitrary: bringBack },
  { weight: 4, arbitrary: hold },
  { weight: 4, arbitrary: post },
  { weight: 4, arbitrary: changeHold },
  { weight: 2, arbitrary: undo },
  { weight: 2, arbitrary: attach },
  { weight: 1, arbitrary: settle },
  { weight: 3, arbitrary: retry },
);

/** What is to have happened in one history or other, for all of this to show anything. */
const words = [
  'sale done',
  'sale insufficient_points',
  'sale hold_expired',
  'return done',
  'return return_exceeds',
  'hold done',
  'hold insufficient_points',
  'hold-void done',
  'hold-extend done',
  'cancel done',
  'attach done',
  'attach attach_refused',
  'settle done',
];

t.test('whatever happens at once, the ledger is in order and says the same again', async (t) => {
  const seen = new Map<string, number>();
  const property = fc.asyncProperty(
    fc.array(fc.array(step, { minLength: 2, maxLength: 12 }), { minLength: 6, maxLength: 10 }),
    async (rounds) => {
      const shoppers = await Promise.all([1, 2, 3].map(() => shop.shopper()));
      await Promise.all(shoppers.map((shopper) => shop.give(shopper, 3_000)));
      const past: Past = { shoppers, sales: [], holds: [], seen };
      for (const steps of rounds) {
        await Promise.all(steps.map((take, turn) => take(past, gateways[turn % 2] as Committer)));
      }
      deepStrictEqual(await audit(pool), []);
      for (const { command, outcome } of past.sales) {
        const again = await shop.committer.submit(command);
        if (wordOf(again) !== 'receipt_cancelled') deepStrictEqual(again, outcome);
      }
      // I6: of what there was to spend, everything is accounted for, and nothing was spent that there was not.
      const { rows } = await pool.query<{ account: string; balance: number }>(
        `SELECT party || ' ' || account AS account, sum(amount) AS balance FROM
           (SELECT party, credit AS account, amount FROM transfers UNION ALL SELECT party, debit, -amount FROM transfers) t
         WHERE party = ANY ($1::bigint[]) AND account IN ('house:issued', 'house:redeemed', 'debt') GROUP BY 1`,
        [shoppers.map(({ party }) => party)],
      );
      const balances = new Map(rows.map(({ account, balance }) => [account, Number(balance)]));
      for (const { party } of shoppers) {
        const of = (account: string): number => balances.get(`${party} ${account}`) ?? 0;
        ok(of('house:redeemed') <= -of('house:issued') - of('debt'), 'spent is not more than earned and owed');
      }
    },
  );
  // Once in a hundred times or so there is a word that none of twenty histories has led to: then there are twenty more.
  for (let more = 0; more < 10 && words.some((word) => !seen.has(word)); more += 1) {
    await fc.assert(property, { numRuns: Number(process.env.RUNS ?? 20), endOnFailure: true });
  }
  await sweep({ database: pool, submit: shop.committer.submit.bind(shop.committer) }, Date.now() + 365 * day);
  t.equal(await shop.deadlocks(), 0, 'nobody waited for a deadlock to be found');
  for (const word of words) t.ok(seen.get(word), `${word}: ${seen.get(word)}`);
});

t.test('the same receipts and members in another order at two gateways at once', async (t) => {
  const shoppers = await Promise.all(Array.from({ length: 12 }, () => shop.shopper()));
  for (const shopper of shoppers) await shop.give(shopper, 100);
  const own = [shop.gateway({ lanes: 2, maxBatch: 24 }), shop.gateway({ lanes: 2, maxBatch: 24 })];
  for (const gateway of own)
    await Promise.all([shop.sale({}), shop.sale({})].map(async (sale) => gateway.submit(await sale)));
  for (let round = 0; round < 4; round += 1) {
    const sales = await Promise.all(
      Array.from({ length: 24 }, (_, turn) =>
        shop.sale({ shopper: shoppers[turn % 12], amounts: [100], redeem: [{ points: 5 }] }),
      ),
    );
    // The other gateway has the same receipts, of tills that tried there as well, in the other order.
    const others = sales.toReversed().map((sale) => ({ ...sale, id: shop.hold(shoppers[0] as Shopper, 1).id }));
    const [first, second] = await Promise.all([
      Promise.all(sales.map((sale) => own[round % 2]?.submit(sale) as Promise<Outcome>)),
      Promise.all(others.map((sale) => own[1 - (round % 2)]?.submit(sale) as Promise<Outcome>)),
    ]);
    for (const [turn, one] of first.entries()) {
      const other = second[sales.length - 1 - turn] as Outcome;
      t.same([wordOf(one), wordOf(other)].toSorted(), ['done', 'replayed']);
      t.equal(bodyOf(one).id, bodyOf(other).id);
    }
  }
  for (const shopper of shoppers) t.equal(await shop.balance(shopper), '132 0 0 0');
  t.equal(await shop.deadlocks(), 0);
});
