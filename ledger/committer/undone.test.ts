/** Receipts that are cancelled, and receipts that are attached to a member later. */
import t from 'tap';
import { readReceipts } from '../receipts/read.ts';
import { policy } from './testing/honest-rules.ts';
import { bodyOf, noon, openShop, type Shopper, today, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer, pool } = shop;
const day = 86_400_000;

async function member(points: number): Promise<Shopper> {
  const shopper = await shop.shopper();
  if (points > 0) await shop.give(shopper, points);
  return shopper;
}

async function sold(asked: Parameters<typeof shop.sell>[0]): Promise<string> {
  return bodyOf(await shop.sell(asked)).id;
}

t.test('cancelled: as if it had never been', async (t) => {
  const ann = await member(200);
  const [balance, used, purchases] = [await shop.balance(ann), await shop.budget(), await shop.purchases(ann)];
  const hold = shop.hold(ann, 120);
  await committer.submit(hold);
  const { number } = hold.key;
  const sale = {
    shopper: ann,
    number,
    amounts: [2000],
    holds: [hold.id],
    attributes: { budget: 1_000_000, welcome: true },
  };
  const id = await sold(sale);
  t.same(bodyOf(await committer.submit(await shop.cancel(number))), { state: 'cancelled', number, receipt: id });
  t.same(
    [await shop.balance(ann), await shop.budget(), await shop.purchases(ann), await shop.welcomed(ann)],
    [balance, used, purchases, 0],
  );
  t.equal(wordOf(await committer.submit(await shop.cancel(number))), 'replayed');
  t.equal(wordOf(await shop.sell(sale)), 'receipt_cancelled');
  t.equal(wordOf(await committer.submit(await shop.return(id, [[1, 1000]]))), 'receipt_cancelled');
  const { rows } = await pool.query('SELECT DISTINCT receipt FROM transfers WHERE party = $1 AND seq > 1', [ann.party]);
  t.same(rows, [{ receipt: id }], 'what was undone is told of the receipt');
});

t.test('cancelled, and its points are spent: they are owed whatever returns would do', async (t) => {
  const ann = await member(0);
  const { number } = shop.keyOf();
  await sold({ shopper: ann, number, amounts: [1000] });
  await sold({ shopper: ann, amounts: [100], charged: [{ line: 1, net: 0, redeemed: 100 }] });
  const cancel = await shop.cancel(number);
  const forgiving = { ...policy, returns: { ...policy.returns, shortfall: 'forgive' as const } };
  bodyOf(await committer.submit({ ...cancel, origin: { ...shop.origin, policy: forgiving } }));
  t.equal(await shop.balance(ann), '0 0 0 100');
});

t.test('what cannot be cancelled', async (t) => {
  const ann = await member(0);
  const [old, back, exchange] = [shop.keyOf().number, shop.keyOf().number, shop.keyOf().number];
  await sold({ number: old });
  const cancel = await shop.cancel(old);
  t.match(await committer.submit({ ...cancel, today: '2026-11-23' }), {
    code: 'receipt_not_cancellable',
    detail: /business day/,
  });
  const sale = await sold({ number: back, shopper: ann });
  await committer.submit(await shop.return(sale, [[1, 1]]));
  t.match(await committer.submit(await shop.cancel(back)), { code: 'receipt_not_cancellable', detail: /come back/ });
  await sold({ number: exchange, returns: [await shop.part(sale, [[1, 1]])] });
  t.match(await committer.submit(await shop.cancel(exchange)), { code: 'receipt_not_cancellable', detail: /exchange/ });
  t.equal(today, cancel.today);
});

t.test('a return and a cancel of one sale in one batch: the first of them decides', async (t) => {
  const numbers = [shop.keyOf().number, shop.keyOf().number];
  const sales = [await sold({ number: numbers[0] as string }), await sold({ number: numbers[1] as string })];
  const cancels = await Promise.all(numbers.map((number) => shop.cancel(number)));
  const returns = await Promise.all(sales.map((sale) => shop.return(sale, [[1, 1000]])));
  const [first, second, third, fourth] = await Promise.all(
    [cancels[0], returns[0], returns[1], cancels[1]].map((command) => committer.submit(command as (typeof cancels)[0])),
  );
  t.same(
    [first, second, third, fourth].map((outcome) => wordOf(outcome as NonNullable<typeof first>)),
    ['done', 'receipt_cancelled', 'done', 'receipt_not_cancellable'],
  );
});

t.test('the forgotten card: points as paid, prices as they were, once', async (t) => {
  const [ann, bob] = [await member(0), await member(0)];
  const used = await shop.budget();
  const attributes = { budget: 1_000_000, welcome: true };
  const id = await sold({ amounts: [1000], attributes });
  const [before] = await readReceipts(pool, [id]);
  const reply = await committer.submit(await shop.attach(id, ann));
  t.match(bodyOf(reply), { member: ann.member, totals: { net: 900, earned: 190 } });
  t.equal(await shop.balance(ann), '190 0 0 0');
  t.equal((await shop.budget()) - used, 100, 'the discount was given once');
  t.equal(await shop.purchases(ann), 1);
  t.same(await committer.submit(await shop.attach(id, ann)), { ...reply, replayed: true });
  t.equal(wordOf(await committer.submit(await shop.attach(id, bob))), 'attach_refused');
  const [after] = await readReceipts(pool, [id]);
  t.equal(after?.reply, before?.reply, 'what its till was answered is what it will be answered again');

  // And back: the points from the member, the discount to the campaign.
  t.match(bodyOf(await committer.submit(await shop.return(id, [[1, 1000]]))), { refund: 900, pointsTaken: 190 });
  t.same([await shop.balance(ann), await shop.welcomed(ann), (await shop.budget()) - used], ['0 0 0 0', 0, 0]);
});

t.test('attached and returned in one batch: the return looks again', async (t) => {
  const ann = await member(0);
  const id = await sold({ amounts: [1000] });
  const [attach, back] = [await shop.attach(id, ann), await shop.return(id, [[1, 1000]])];
  const outcomes = await Promise.all([committer.submit(attach), committer.submit(back)]);
  t.same(outcomes.map(wordOf), ['done', 'again']);
  const again = await shop.return(id, [[1, 1000]], { key: back.key });
  t.match(bodyOf(await committer.submit(again)), { refund: 1000, pointsTaken: 100 });
});

t.test('attached and cancelled', async (t) => {
  const ann = await member(0);
  const { number } = shop.keyOf();
  const id = await sold({ amounts: [1000], number });
  const early = await shop.cancel(number);
  await committer.submit(await shop.attach(id, ann));
  t.equal(wordOf(await committer.submit(early)), 'again', 'looked up before it had a member');
  t.equal(wordOf(await committer.submit(await shop.cancel(number))), 'done');
  t.same([await shop.balance(ann), await shop.purchases(ann)], ['0 0 0 0', 0]);
  t.equal(wordOf(await committer.submit(await shop.attach(id, ann))), 'attach_refused');
});

t.test('what cannot be attached', async (t) => {
  const [ann, bob] = [await member(0), await member(0)];
  const cases: [string, string, RegExp][] = [];
  const old = await sold({ at: noon - 40 * day });
  await pool.query("UPDATE receipts SET business_time = now() - interval '15 days' WHERE id = $1", [old]);
  cases.push(['long ago', old, /within 14 days/]);
  cases.push(['another’s', await sold({ shopper: bob }), /has a member already/]);
  const returned = await sold({});
  await committer.submit(await shop.return(returned, [[1, 1]]));
  cases.push(['returned in part', returned, /have come back/]);
  for (const [name, id, detail] of cases) {
    t.match(await committer.submit(await shop.attach(id, ann)), { code: 'attach_refused', detail }, name);
  }
});
