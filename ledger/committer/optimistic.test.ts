/** Plain sales are decided on what is known and committed in one trip; whatever was not so is found out by that trip. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { loadParties } from '../parties/load.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import type { CommitterOptions } from './committer.ts';
import { cutLine } from './testing/cut-line.ts';
import { bodyOf, openShop, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { pool } = shop;
const line = await cutLine(shop.url);
t.teardown(() => line.close());

/** A gateway that knows what time it is, and how many of its sales were decided under locks in the end. */
async function gatewayOf(options: Partial<CommitterOptions> = {}, url?: string) {
  const events: [string, number][] = [];
  const committer = shop.gateway({ ...options, onEvent: (...event) => void events.push(event) }, url);
  await committer.submit(await shop.sale({}));
  return { committer, events };
}

t.test('sales of several members are one trip: it is cut, and all of them happen once', async (t) => {
  for (const how of ['before', 'after'] as const) {
    const shoppers = await Promise.all([1, 2, 3].map(() => shop.shopper()));
    for (const shopper of shoppers) await shop.give(shopper, 100);
    const { committer, events } = await gatewayOf({}, line.url);
    const redeem = [{ points: 50 }];
    const first = await Promise.all(shoppers.map((shopper) => shop.sale({ shopper, redeem })));
    line.cutAtRequest(2, 'before');
    t.same((await Promise.all(first.map((sale) => committer.submit(sale)))).map(wordOf), ['done', 'done', 'done']);
    t.notOk(line.cut, 'there is no second request');
    t.same(events, []);
    const second = await Promise.all(shoppers.map((shopper) => shop.sale({ shopper, redeem })));
    line.cutAtRequest(1, how);
    const outcomes = await Promise.all(second.map((sale) => committer.submit(sale)));
    t.ok(line.cut);
    t.same(outcomes.map(wordOf), ['done', 'done', 'done'], `not a replay, cut ${how} Postgres had it`);
    t.same(events, [['under_locks', 3]]);
    // Given 100; twice 50 spent and 95 earned.
    for (const shopper of shoppers) t.equal(await shop.balance(shopper), '190 0 0 0');
  }
});

t.test(
  'a party that another gateway has changed meanwhile: nothing of the trip stays, all is decided again',
  async (t) => {
    const [ann, bob] = await Promise.all([shop.shopper(), shop.shopper()]);
    await shop.give(ann, 100);
    const { committer, events } = await gatewayOf();
    const [stale, fresh] = [
      await shop.sale({ shopper: ann, redeem: [{ points: 100 }] }),
      await shop.sale({ shopper: bob }),
    ];
    bodyOf(await shop.sell({ shopper: ann, redeem: [{ points: 40 }] }));
    const words = (await Promise.all([stale, fresh].map((sale) => committer.submit(sale)))).map(wordOf);
    // 100 − 40 + 96 were there when it came to be decided.
    t.same(words, ['done', 'done']);
    t.same(events, [['under_locks', 2]]);
    t.equal(await shop.balance(ann), '146 0 0 0');
    t.equal(await shop.balance(bob), '100 0 0 0');
  },
);

t.test('a party of the same version that is another: Postgres was set back, Redis was not', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100);
  const [lost] = await loadParties(pool, [ann.party]);
  const { committer, events } = await gatewayOf();
  for (const part of ['text', 'seq'] as const) {
    const [there] = await loadParties(pool, [ann.party]);
    const snapshot = { ...(there as NonNullable<typeof there>), [part]: part === 'seq' ? 7 : `${lost?.text} ` };
    const sale = await shop.sale({ shopper: ann, snapshot, amounts: [0] });
    t.equal(wordOf(await committer.submit(sale)), 'done');
    t.same(events.splice(0), [['under_locks', 1]]);
  }
  t.equal(await shop.balance(ann), '100 0 0 0');
});

t.test('receipts of one member that come together: the first as it is known, the others on what it left', async (t) => {
  const ann = await shop.shopper();
  const { committer, events } = await gatewayOf();
  const sales = await Promise.all([1, 2, 3].map(() => shop.sale({ shopper: ann })));
  t.same((await Promise.all(sales.map((sale) => committer.submit(sale)))).map(wordOf), ['done', 'done', 'done']);
  t.same(events, [], 'they were not tried in vain');
  t.equal(await shop.balance(ann), '300 0 0 0');
});

t.test('plain sales do not wait for what somebody keeps locked', async (t) => {
  const [ann, bob] = await Promise.all([shop.shopper(), shop.shopper()]);
  await shop.give(ann, 10);
  const { committer } = await gatewayOf({ lanes: 2, patienceMs: 60_000 });
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM parties WHERE id = $1 FOR UPDATE', [ann.party]);
  const held = committer.submit(shop.hold(ann, 5));
  await until(() => somebodyWaits(pool));
  t.equal(wordOf(await committer.submit(await shop.sale({ shopper: bob }))), 'done');
  await client.query('COMMIT');
  client.release();
  t.equal(wordOf(await held), 'done');
});

t.test('a number that is there already: the trip fails, and each gets what is due to it', async (t) => {
  const { committer, events } = await gatewayOf();
  const [first, other] = [await shop.sale({}), await shop.sale({})];
  const sold = bodyOf(await shop.committer.submit(first));
  const again = { ...(await shop.sale({})), key: first.key };
  const conflicting = { ...(await shop.sale({ amounts: [7] })), key: first.key };
  const [replayed, done] = await Promise.all([committer.submit(again), committer.submit(other)]);
  t.same([replayed, done].map(wordOf), ['replayed', 'done']);
  t.equal(bodyOf(replayed).id, sold.id);
  t.same(events, [['under_locks', 2]]);
  t.equal(wordOf(await committer.submit(conflicting)), 'receipt_conflict');
});

t.test('it fails while the clock is looked at: that is heard as well', async (t) => {
  const { committer } = await gatewayOf();
  const first = await shop.sale({});
  bodyOf(await shop.committer.submit(first));
  await sleep(1_100);
  t.equal(wordOf(await committer.submit({ ...(await shop.sale({})), key: first.key })), 'replayed');
  // A rejection that nobody hears ends the process, and this test.
  await sleep(10);
});

t.test('a refusal is made under locks: what is known may be out of date', async (t) => {
  const ann = await shop.shopper();
  const { committer, events } = await gatewayOf();
  const poor = await shop.sale({ shopper: ann, redeem: [{ points: 50 }] });
  await shop.give(ann, 100);
  t.equal(wordOf(await committer.submit(poor)), 'done');
  t.same(events, [['under_locks', 1]]);
  t.equal(
    wordOf(await committer.submit(await shop.sale({ shopper: ann, redeem: [{ points: 500 }] }))),
    'insufficient_points',
  );
});

t.test('a budget that others have used up: the trip fails, and the remainder is given', async (t) => {
  const attributes = { budget: 250 };
  const { committer, events } = await gatewayOf();
  const sale = await shop.sale({ attributes });
  bodyOf(await shop.sell({ attributes }));
  bodyOf(await shop.sell({ attributes }));
  t.equal(bodyOf(await committer.submit(sale)).totals.discount, 50);
  t.same(events, [['under_locks', 1]]);
  t.equal(await shop.budget(), 250);
});

t.test('what Redis and whoever reckons with budgets are told is what Postgres has', async (t) => {
  const ann = await shop.shopper();
  const { committer } = await gatewayOf();
  const budgets: ReadonlyMap<string, number>[] = [];
  const told = await openShop(t, { committed: (changed) => void budgets.push(changed.budgets) });
  const attributes = { budget: 1_000 };
  const [stale] = [await told.sale({ attributes })];
  bodyOf(await told.sell({ attributes }));
  bodyOf(await told.committer.submit(stale));
  t.equal(budgets.at(-1)?.values().next().value, 200, 'with what others drew');
  shop.snapshots.length = 0;
  bodyOf(await committer.submit(await shop.sale({ shopper: ann })));
  t.same(shop.snapshots, await loadParties(pool, [ann.party]));
});
