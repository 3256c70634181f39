/** Holds from the first reservation to the receipt that posts them, or does not. */
import t from 'tap';
import { readHolds } from '../holds/read.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import type { HoldChangeCommand } from './commands.ts';
import { policy } from './testing/honest-rules.ts';
import { bodyOf, noon, openShop, type Shopper, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer, pool } = shop;

async function member(points: number): Promise<Shopper> {
  const shopper = await shop.shopper();
  await shop.give(shopper, points);
  return shopper;
}

const change = (kind: HoldChangeCommand['kind'], hold: string, { party }: Shopper, ttlMs?: number) =>
  committer.submit({ kind, hold, party, ...(ttlMs !== undefined && { ttlMs }) });

const stateOf = async (id: string) => {
  const [hold] = await readHolds(pool, [id]);
  return `${hold?.state} ${hold?.posted} of ${hold?.points}`;
};

t.test('hold 300 → active, post 300 → posted; void, extend, post again → refused', async (t) => {
  const ann = await member(500);
  const hold = shop.hold(ann, 300);
  const held = bodyOf(await committer.submit(hold));
  t.match(held, { state: 'active', points: 300 });
  t.equal(await shop.balance(ann), '500 300 0 0');
  const sale = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  t.equal(bodyOf(await shop.sell(sale)).totals.redeemed, 300);
  t.equal(await shop.balance(ann), '270 0 0 0', '70 earned by it');
  t.equal(await stateOf(hold.id), 'posted 300 of 300');
  t.equal(wordOf(await change('hold-void', hold.id, ann)), 'hold_resolved');
  t.equal(wordOf(await change('hold-extend', hold.id, ann, 1000)), 'hold_resolved');
  t.equal(wordOf(await change('hold-expire', hold.id, ann)), 'replayed');
  t.equal(wordOf(await shop.sell({ ...sale, amounts: [999] })), 'receipt_conflict');
  t.equal(await stateOf(hold.id), 'posted 300 of 300');
});

t.test('the programme lets a hold pay a part: that is posted, the rest is free', async (t) => {
  const ann = await member(500);
  const hold = shop.hold(ann, 300);
  await committer.submit(hold);
  const reply = bodyOf(await shop.sell({ shopper: ann, amounts: [400], number: hold.key.number, holds: [hold.id] }));
  t.match(reply.totals, { redeemed: 200, net: 200 });
  t.equal(await stateOf(hold.id), 'posted 200 of 300');
  t.equal(await shop.balance(ann), '320 0 0 0');
});

t.test('points free of the hold are not asked for in its place', async (t) => {
  const ann = await member(500);
  const hold = shop.hold(ann, 100);
  await committer.submit(hold);
  const asking = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  t.equal(wordOf(await shop.sell({ ...asking, redeem: [{ points: 501 }] })), 'insufficient_points');
  t.equal(await stateOf(hold.id), 'active 0 of 100');
});

t.test('nothing of it is needed: it is let go', async (t) => {
  const ann = await member(100);
  const hold = shop.hold(ann, 60);
  await committer.submit(hold);
  await shop.sell({ shopper: ann, amounts: [1], number: hold.key.number, holds: [hold.id] });
  t.equal(await stateOf(hold.id), 'voided 0 of 60');
  t.equal(await shop.balance(ann), '100 0 0 0');
});

t.test('two holds of one lot and a named purse pay together, each for its own part', async (t) => {
  const ann = await member(300);
  await shop.give(ann, 200, { purse: 'promo' });
  const first = shop.hold(ann, 250, { redeem: [{ purse: 'bonus', points: 50 }, { points: 200 }] });
  const second = shop.hold(ann, 150, { key: first.key, redeem: [{ points: 150 }] });
  t.match(bodyOf(await committer.submit(first)), { points: 250 });
  await committer.submit(second);
  t.equal(await shop.balance(ann), '500 400 0 0');
  const sale = { shopper: ann, amounts: [1000], number: first.key.number, holds: [first.id, second.id] };
  t.equal(bodyOf(await shop.sell(sale)).totals.redeemed, 400);
  t.same([await stateOf(first.id), await stateOf(second.id)], ['posted 250 of 250', 'posted 150 of 150']);
  t.equal(await shop.balance(ann), '160 0 0 0');
});

t.test('of several purses and requests each hold is posted for what it paid', async (t) => {
  const ann = await member(100);
  await shop.give(ann, 100, { purse: 'promo' });
  const first = shop.hold(ann, 80, {
    redeem: [
      { purse: 'promo', points: 50 },
      { purse: 'bonus', points: 30 },
    ],
  });
  const second = shop.hold(ann, 70, {
    key: first.key,
    redeem: [
      { purse: 'promo', points: 20 },
      { purse: 'bonus', points: 50 },
    ],
  });
  await committer.submit(first);
  await committer.submit(second);
  const sale = { shopper: ann, amounts: [1000], number: first.key.number, holds: [first.id, second.id] };
  const redeem = [
    { purse: 'bonus', points: 60 },
    { purse: 'promo', points: 70 },
  ];
  t.equal(wordOf(await shop.sell({ ...sale, redeem })), 'done');
  t.same([await stateOf(first.id), await stateOf(second.id)], ['posted 80 of 80', 'posted 50 of 70']);
});

t.test('what one request has taken of a hold, another does not take again', async (t) => {
  const ann = await member(100);
  const hold = shop.hold(ann, 80);
  await committer.submit(hold);
  const sale = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  const redeem = [{ points: 45 }, { purse: 'bonus', points: 50 }];
  t.match(bodyOf(await shop.sell({ ...sale, redeem })), { totals: { redeemed: 95 } });
  t.equal(await stateOf(hold.id), 'posted 80 of 80');
  t.equal(await shop.balance(ann), '95 0 0 0');
});

t.test('a hold is for one receipt of one member', async (t) => {
  const [ann, bob] = [await member(100), await member(100)];
  const hold = shop.hold(ann, 60);
  await committer.submit(hold);
  const { number } = hold.key;
  t.equal(wordOf(await shop.sell({ shopper: bob, number, holds: [hold.id] })), 'hold_mismatch');
  t.equal(wordOf(await shop.sell({ shopper: ann, holds: [hold.id] })), 'hold_mismatch');
  const sale = await shop.sale({ shopper: ann, number, holds: [hold.id] });
  t.equal(wordOf(await committer.submit({ ...sale, key: { ...sale.key, till: 't2' } })), 'hold_mismatch');
  t.equal(
    wordOf(await committer.submit({ ...sale, holds: ['0199d1a0-0000-7000-8000-000000000000'] })),
    'hold_not_found',
  );
  t.equal(wordOf(await committer.submit({ ...sale, holds: [hold.id, hold.id] })), 'done', 'named twice, it is one');
});

t.test('the same request makes one hold, also at once and by two gateways', async (t) => {
  const ann = await member(500);
  const hold = shop.hold(ann, 100);
  const other = shop.gateway();
  const words = (
    await Promise.all([committer.submit(hold), committer.submit(hold), other.submit(hold), other.submit(hold)])
  ).map(wordOf);
  t.same(words.toSorted(), ['done', 'replayed', 'replayed', 'replayed']);
  t.equal(await shop.balance(ann), '500 100 0 0');
  t.equal(wordOf(await committer.submit({ ...hold, redeem: [{ points: 99 }] })), 'idempotency_key_reused');
  const bob = await member(500);
  const theirs = { ...hold, ...bob };
  t.same((await Promise.all([committer.submit(theirs), other.submit(theirs)])).map(wordOf), [
    'idempotency_key_reused',
    'idempotency_key_reused',
  ]);
});

t.test('one key for two members at once makes one hold', async (t) => {
  const [ann, bob] = [await member(500), await member(500)];
  const other = shop.gateway();
  for (let round = 0; round < 5; round += 1) {
    const hold = shop.hold(ann, 10);
    const words = (await Promise.all([committer.submit(hold), other.submit({ ...hold, ...bob })])).map(wordOf);
    t.same(words.toSorted(), ['done', 'idempotency_key_reused']);
  }
});

t.test('no more is held than can be spent', async (t) => {
  const ann = await member(100);
  t.same((await Promise.all([60, 50, 40].map((points) => committer.submit(shop.hold(ann, points))))).map(wordOf), [
    'done',
    'insufficient_points',
    'done',
  ]);
  t.equal(wordOf(await shop.sell({ shopper: ann, redeem: [{ points: 1 }] })), 'insufficient_points');
  t.equal(
    wordOf(await committer.submit(shop.hold(ann, 1, { redeem: [{ purse: 'nowhere', points: 1 }] }))),
    'insufficient_points',
  );
});

t.test('held at its moment: what is not active yet or has expired by then is not there', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100, { activeAt: noon + 1_000 });
  await shop.give(ann, 50, { expiresAt: noon + 1_000 });
  t.equal(wordOf(await committer.submit(shop.hold(ann, 51))), 'insufficient_points');
  t.equal(wordOf(await committer.submit(shop.hold(ann, 101, { at: noon + 1_000 }))), 'insufficient_points');
  t.equal(wordOf(await committer.submit(shop.hold(ann, 100, { at: noon + 1_000 }))), 'done');
  t.equal(await shop.balance(ann), '100 100 0 0');
});

t.test('void → void; a second time → the same void', async (t) => {
  const ann = await member(100);
  const hold = shop.hold(ann, 60);
  await committer.submit(hold);
  t.match(bodyOf(await change('hold-void', hold.id, ann)), { state: 'voided', posted: 0 });
  t.equal(await shop.balance(ann), '100 0 0 0');
  t.equal(wordOf(await change('hold-void', hold.id, ann)), 'replayed');
  t.equal(wordOf(await change('hold-extend', hold.id, ann, 1000)), 'hold_resolved');
  t.equal(wordOf(await shop.sell({ shopper: ann, number: hold.key.number, holds: [hold.id] })), 'hold_resolved');
  t.equal(wordOf(await change('hold-void', '0199d1a0-0000-7000-8000-000000000000', ann)), 'hold_not_found');
});

t.test('extended from now, as far as the programme allows, never back', async (t) => {
  const ann = await member(100);
  const hold = shop.hold(ann, 60, { ttlMs: 60_000 });
  const { expiresAt } = bodyOf(await committer.submit(hold));
  const extended = bodyOf(await change('hold-extend', hold.id, ann, 120_000));
  t.ok(extended.expiresAt > expiresAt + 59_000);
  t.equal(bodyOf(await change('hold-extend', hold.id, ann, 1)).expiresAt, extended.expiresAt);
  t.equal(wordOf(await change('hold-extend', hold.id, ann, policy.hold.maxTtlMs + 60_000)), 'hold_ttl');
});

/** A hold whose time is over, and that nobody has resolved. */
async function lapsed(shopper: Shopper, points: number) {
  const hold = shop.hold(shopper, points);
  await committer.submit(hold);
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE id = $1", [hold.id]);
  return hold;
}

t.test('lapsed: it can be neither posted nor extended, and lets its points go', async (t) => {
  const ann = await member(100);
  const hold = await lapsed(ann, 60);
  const sale = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  t.equal(wordOf(await shop.sell(sale)), 'hold_expired');
  t.equal(wordOf(await change('hold-extend', hold.id, ann, 1000)), 'hold_expired');
  t.equal(await shop.balance(ann), '100 60 0 0', 'refused, nothing has happened');
  t.match(bodyOf(await change('hold-void', hold.id, ann)), { state: 'expired' });
  t.equal(await shop.balance(ann), '100 0 0 0');
  t.equal(wordOf(await shop.sell(sale)), 'hold_expired');
  t.equal(wordOf(await change('hold-expire', hold.id, ann)), 'replayed');
});

t.test('not lapsed: the sweeper leaves it alone', async (t) => {
  const ann = await member(100);
  const hold = shop.hold(ann, 60);
  await committer.submit(hold);
  t.equal(wordOf(await change('hold-expire', hold.id, ann)), 'replayed');
  t.equal(await stateOf(hold.id), 'active 0 of 60');
});

t.test('lapsed, and the customer has paid: its points pay all the same', async (t) => {
  const ann = await member(100);
  const hold = await lapsed(ann, 60);
  const sale = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  const reply = bodyOf(await shop.sell({ ...sale, charged: [{ line: 1, net: 940 }] }));
  t.match(reply, { totals: { redeemed: 60, net: 940 }, overdrawn: 0 });
  t.equal(await stateOf(hold.id), 'expired 0 of 60', 'never posted after its time');
  t.equal(await shop.balance(ann), '134 0 0 0');
});

t.test('lapsed and spent elsewhere, and the customer has paid: what is not there is owed, with an alert', async (t) => {
  const ann = await member(100);
  const hold = await lapsed(ann, 60);
  await change('hold-expire', hold.id, ann);
  t.equal(wordOf(await shop.sell({ shopper: ann, amounts: [160], redeem: [{ points: 80 }] })), 'done');
  t.equal(await shop.balance(ann), '28 0 0 0');
  const sale = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  shop.alerts.length = 0;
  const refused = await shop.sale({ ...sale, charged: [{ line: 1, net: 940 }], at: noon });
  const reply = bodyOf(await committer.submit(refused));
  t.match(reply, { totals: { redeemed: 60, net: 940 }, overdrawn: 32 });
  t.match(shop.alerts, [{ message: /they are owed/, context: { receipt: refused.id, points: 32, party: ann.party } }]);
  // 94 earned: 32 of them repay at once.
  t.equal(await shop.balance(ann), '62 0 0 0');
});

t.test('the same, and the party has moved since it was evaluated', async (t) => {
  const ann = await member(100);
  const hold = await lapsed(ann, 60);
  const sale = { shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] };
  const command = await shop.sale({ ...sale, charged: [{ line: 1, net: 940 }] });
  await change('hold-expire', hold.id, ann);
  await shop.sell({ shopper: ann, amounts: [160], redeem: [{ points: 80 }] });
  t.match(bodyOf(await committer.submit(command)), { totals: { redeemed: 60, net: 940 }, overdrawn: 32 });
});

t.test('what was charged to points and is not there is owed, whatever purse was named', async (t) => {
  const ann = await member(30);
  await shop.give(ann, 20, { purse: 'promo' });
  const sale = { shopper: ann, amounts: [500], charged: [{ line: 1, net: 0, redeemed: 500 }] };
  t.match(bodyOf(await shop.sell(sale)), { overdrawn: 450 });
  t.equal(await shop.balance(ann), '0 0 0 450');
  await shop.give(ann, 500);
  t.equal(await shop.balance(ann), '50 0 0 0');
});

t.test('nobody owes who has points left, in another purse than the hold', async (t) => {
  const ann = await member(100);
  await shop.give(ann, 50, { purse: 'promo' });
  const hold = shop.hold(ann, 80, { redeem: [{ purse: 'bonus', points: 80 }] });
  await committer.submit(hold);
  await change('hold-void', hold.id, ann);
  bodyOf(await shop.sell({ shopper: ann, amounts: [140], redeem: [{ purse: 'bonus', points: 70 }] }));
  t.equal(await shop.balance(ann), '87 0 0 0', '37 of them bonus');
  const sale = { shopper: ann, amounts: [160], number: hold.key.number, holds: [hold.id] };
  t.match(bodyOf(await shop.sell({ ...sale, charged: [{ line: 1, net: 80 }] })), { overdrawn: 0 });
  t.equal(await shop.balance(ann), '15 0 0 0');
});

t.test('what is left of a hold that is posted by one who owes repays', async (t) => {
  const ann = await shop.shopper();
  const first = bodyOf(await shop.sell({ shopper: ann, amounts: [1000] }));
  const hold = shop.hold(ann, 100);
  await committer.submit(hold);
  await committer.submit(await shop.return(first.id, [[1, 1000]]));
  t.equal(await shop.balance(ann), '100 100 0 100');
  bodyOf(await shop.sell({ shopper: ann, amounts: [80], number: hold.key.number, holds: [hold.id] }));
  // 40 spent, 60 let go, 4 earned: all of that repays.
  t.equal(await shop.balance(ann), '0 0 0 36');
});

t.test('the clock is read after the locks: who waited for the party has waited', async (t) => {
  const ann = await member(100);
  const hold = shop.hold(ann, 60, { ttlMs: 1_000 });
  await committer.submit(hold);
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM holds WHERE id = $1 FOR UPDATE', [hold.id]);
  const sale = shop.sell({ shopper: ann, amounts: [1000], number: hold.key.number, holds: [hold.id] });
  await until(() => somebodyWaits(pool));
  await until(async () => {
    const lapsed = 'SELECT FROM holds WHERE id = $1 AND expires_at < clock_timestamp()';
    return (await pool.query(lapsed, [hold.id])).rowCount === 1;
  });
  await client.query('COMMIT');
  client.release();
  t.equal(wordOf(await sale), 'hold_expired');
});

t.test('points that would have expired while they were held pay, and what is let go expires', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100, { expiresAt: noon + 1_000 });
  const hold = shop.hold(ann, 100);
  await committer.submit(hold);
  const late = noon + 2_000;
  const sale = { shopper: ann, amounts: [120], number: hold.key.number, holds: [hold.id], at: late };
  t.equal(bodyOf(await shop.sell(sale)).totals.redeemed, 60);
  t.equal(await shop.balance(ann), '6 0 0 0');
});

t.test('a hold that is void while its member owes repays', async (t) => {
  const ann = await shop.shopper();
  const sold = bodyOf(await shop.sell({ shopper: ann, amounts: [1000] }));
  const hold = shop.hold(ann, 100);
  await committer.submit(hold);
  bodyOf(await committer.submit(await shop.return(sold.id, [[1, 1000]])));
  t.equal(await shop.balance(ann), '100 100 0 100');
  await change('hold-void', hold.id, ann);
  t.equal(await shop.balance(ann), '0 0 0 0');
});
