/** Holds whose time is over: nobody posts them any more, and who has been charged for them has paid all the same. */
import t from 'tap';
import { somebodyWaits, until } from '../testing/until.ts';
import { holdTools } from './testing/hold-tools.ts';
import { bodyOf, noon, openShop, type Shopper, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer, pool } = shop;
const { member, change, stateOf } = holdTools(shop);

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
