/** Goods that come back, receipts that are cancelled or attached to a member later, exchanges: what it does to points. */
import t from 'tap';
import { readReceipts } from '../receipts/read.ts';
import { budgetKey, policy, welcomeKey } from './testing/honest-rules.ts';
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

async function budget(): Promise<number> {
  const { rows } = await pool.query<{ used: number }>('SELECT used FROM budgets WHERE key = $1', [budgetKey]);
  return rows[0]?.used ?? 0;
}

async function limitOf({ party }: Shopper): Promise<number> {
  const { rows } = await pool.query("SELECT state #> '{facts,limits}' AS limits FROM parties WHERE id = $1", [party]);
  return rows[0]?.limits[welcomeKey] ?? 0;
}

async function purchasesOf({ party }: Shopper): Promise<number> {
  const { rows } = await pool.query("SELECT state #> '{facts,purchases}' AS purchases FROM parties WHERE id = $1", [
    party,
  ]);
  return rows[0]?.purchases;
}

t.test('earn 100, return half, return half: nothing is left of it', async (t) => {
  const ann = await member(0);
  const sale = await sold({ shopper: ann, amounts: [1001], quantity: 2000 });
  t.equal(await shop.balance(ann), '100 0 0 0');
  t.match(bodyOf(await committer.submit(await shop.return(sale, [[1, 1000]]))), {
    refund: 500,
    pointsTaken: 50,
    debt: 0,
  });
  t.match(bodyOf(await committer.submit(await shop.return(sale, [[1, 1000]]))), {
    refund: 501,
    pointsTaken: 50,
    debt: 0,
  });
  t.equal(await shop.balance(ann), '0 0 0 0');
  t.match(await committer.submit(await shop.return(sale, [[1, 1]])), {
    code: 'return_exceeds',
    errors: [{ path: '/lines/0/quantity', message: '0 of line 1 can come back, not 0.001' }],
  });
});

t.test('redeemed points come back before earned ones are taken', async (t) => {
  const ann = await member(100);
  const sale = await sold({ shopper: ann, amounts: [1000], redeem: [{ points: 100 }] });
  t.equal(await shop.balance(ann), '90 0 0 0');
  await sold({ shopper: ann, amounts: [180], redeem: [{ points: 90 }] });
  t.equal(await shop.balance(ann), '9 0 0 0', 'what was earned is spent');
  const back = bodyOf(await committer.submit(await shop.return(sale, [[1, 1000]])));
  t.match(back, { refund: 900, pointsReturned: 100, pointsTaken: 90, debt: 0 });
  t.equal(await shop.balance(ann), '19 0 0 0');
});

const shortfalls = [
  ['debt', { refund: 1000, pointsTaken: 100, debt: 100, withheld: 0 }, '0 0 0 100'],
  ['withhold', { refund: 900, pointsTaken: 0, debt: 0, withheld: 100 }, '0 0 0 0'],
  ['forgive', { refund: 1000, pointsTaken: 0, debt: 0, withheld: 0 }, '0 0 0 0'],
] as const;
for (const [shortfall, reply, balance] of shortfalls) {
  t.test(`points that are spent when they are to be taken back: ${shortfall}`, async (t) => {
    const ann = await member(0);
    const sale = await sold({ shopper: ann, amounts: [1000] });
    await sold({
      shopper: ann,
      amounts: [200],
      redeem: [{ points: 100 }],
      charged: [{ line: 1, net: 0, redeemed: 100 }],
    });
    t.equal(await shop.balance(ann), '0 0 0 0');
    const command = await shop.return(sale, [[1, 1000]]);
    const own = { ...policy, returns: { ...policy.returns, shortfall } };
    t.match(bodyOf(await committer.submit({ ...command, part: { ...command.part, policy: own } })), reply);
    t.equal(await shop.balance(ann), balance);
  });
}

t.test('a dry return says what a return would do, and does not', async (t) => {
  const ann = await member(0);
  const sale = await sold({ shopper: ann });
  const dry = await shop.return(sale, [[1, 1000]], { dry: true });
  const said = bodyOf(await committer.submit(dry));
  t.match(said, { refund: 1000, pointsTaken: 100 });
  t.equal(await shop.balance(ann), '100 0 0 0');
  const { id, ...done } = bodyOf(await committer.submit({ ...dry, dry: false }));
  t.equal(id, dry.id);
  t.same(done, said);
});

t.test('two returns of one receipt in one batch, and more than there is between them', async (t) => {
  const sale = await sold({ amounts: [900], quantity: 3000 });
  const commands = await Promise.all([1000, 1000, 2000, 1000].map((quantity) => shop.return(sale, [[1, quantity]])));
  const outcomes = await Promise.all(commands.map((command) => committer.submit(command)));
  t.same(outcomes.map(wordOf), ['done', 'done', 'return_exceeds', 'done']);
  t.same(
    [0, 1, 3].map((index) => bodyOf(outcomes[index] as (typeof outcomes)[0]).refund),
    [300, 300, 300],
  );
});

t.test('returns of one anonymous receipt at many gateways at once: no more comes back than was sold', async (t) => {
  const sale = await sold({ amounts: [1000], quantity: 10_000 });
  const gateways = [committer, shop.gateway({ lanes: 2 }), shop.gateway({ lanes: 2 })];
  const commands = await Promise.all(Array.from({ length: 30 }, () => shop.return(sale, [[1, 1000]])));
  const outcomes = await Promise.all(commands.map((command, index) => gateways[index % 3]?.submit(command)));
  const done = outcomes.filter((outcome) => outcome?.kind === 'done');
  t.equal(done.length, 10);
  t.equal(
    done.reduce((sum, outcome) => sum + bodyOf(outcome as (typeof done)[0] & object).refund, 0),
    1000,
  );
});

t.test('a line that had only an amount comes back as one unit', async (t) => {
  const sale = await sold({ amounts: [500], quantity: 0 });
  t.equal(wordOf(await committer.submit(await shop.return(sale, [[1, 1001]]))), 'return_exceeds');
  t.equal(bodyOf(await committer.submit(await shop.return(sale, [[1, 1000]]))).refund, 500);
  t.equal(wordOf(await committer.submit(await shop.return(sale, [[1, 1000]]))), 'return_exceeds');
});

t.test('what was overdrawn is owed no more, and what has been repaid comes back', async (t) => {
  const ann = await member(40);
  const sale = await sold({ shopper: ann, amounts: [100], charged: [{ line: 1, net: 0, redeemed: 100 }] });
  t.equal(await shop.balance(ann), '0 0 0 60');
  await shop.give(ann, 20);
  t.equal(await shop.balance(ann), '0 0 0 40');
  t.match(bodyOf(await committer.submit(await shop.return(sale, [[1, 1000]]))), { pointsReturned: 100 });
  t.equal(await shop.balance(ann), '60 0 0 0');
});

t.test('pending points of a sale that comes back never become active', async (t) => {
  const ann = await member(0);
  const sale = await sold({ shopper: ann, amounts: [0], attributes: { gift: 70, activeAt: noon + day } });
  t.equal(await shop.balance(ann), '0 0 70 0');
  bodyOf(await committer.submit(await shop.return(sale, [[1, 1000]])));
  t.equal(await shop.balance(ann), '0 0 0 0');
});

t.test('limits go back: amounts in their share, times with the last of it', async (t) => {
  const ann = await member(0);
  const before = await budget();
  const sale = await sold({
    shopper: ann,
    amounts: [1000],
    quantity: 2000,
    attributes: { budget: 1_000_000, welcome: true },
  });
  t.equal((await budget()) - before, 100);
  t.equal(await limitOf(ann), 1);
  await committer.submit(await shop.return(sale, [[1, 1000]]));
  t.equal((await budget()) - before, 50);
  t.equal(await limitOf(ann), 1);
  await committer.submit(await shop.return(sale, [[1, 1000]]));
  t.equal((await budget()) - before, 0);
  t.equal(await limitOf(ann), 0);
  t.equal(await purchasesOf(ann), 1, 'it was a purchase all the same');
});

t.test('cancelled: as if it had never been', async (t) => {
  const ann = await member(200);
  const [balance, used, purchases] = [await shop.balance(ann), await budget(), await purchasesOf(ann)];
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
    [await shop.balance(ann), await budget(), await purchasesOf(ann), await limitOf(ann)],
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
  const used = await budget();
  const attributes = { budget: 1_000_000, welcome: true };
  const id = await sold({ amounts: [1000], attributes });
  const [before] = await readReceipts(pool, [id]);
  const reply = await committer.submit(await shop.attach(id, ann));
  t.match(bodyOf(reply), { member: ann.member, totals: { net: 900, earned: 190 } });
  t.equal(await shop.balance(ann), '190 0 0 0');
  t.equal((await budget()) - used, 100, 'the discount was given once');
  t.equal(await purchasesOf(ann), 1);
  t.same(await committer.submit(await shop.attach(id, ann)), { ...reply, replayed: true });
  t.equal(wordOf(await committer.submit(await shop.attach(id, bob))), 'attach_refused');
  const [after] = await readReceipts(pool, [id]);
  t.equal(after?.reply, before?.reply, 'what its till was answered is what it will be answered again');

  // And back: the points from the member, the discount to the campaign.
  t.match(bodyOf(await committer.submit(await shop.return(id, [[1, 1000]]))), { refund: 900, pointsTaken: 190 });
  t.same([await shop.balance(ann), await limitOf(ann), (await budget()) - used], ['0 0 0 0', 0, 0]);
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
  t.same([await shop.balance(ann), await purchasesOf(ann)], ['0 0 0 0', 0]);
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

t.test('an exchange: what comes back, and then the sale, on the points as they are by then', async (t) => {
  const ann = await member(100);
  const first = await sold({ shopper: ann, amounts: [1000], redeem: [{ points: 100 }] });
  t.equal(await shop.balance(ann), '90 0 0 0');
  // 100 come back, 90 are taken: all the 100 can be spent again.
  const exchange = await shop.sale({
    shopper: ann,
    amounts: [1000],
    redeem: [{ points: 100 }],
    returns: [await shop.part(first, [[1, 1000]])],
  });
  t.match(bodyOf(await committer.submit(exchange)), { totals: { redeemed: 100, net: 900 }, returns: [[900, 100, 90]] });
  t.equal(await shop.balance(ann), '90 0 0 0');
  t.equal(wordOf(await committer.submit(await shop.return(first, [[1, 1]]))), 'return_exceeds');
});

t.test('an exchange of goods that another member bought moves the points of both', async (t) => {
  const [ann, bob] = [await member(0), await member(0)];
  const theirs = await sold({ shopper: bob, amounts: [1000] });
  const nobodys = await sold({ amounts: [300] });
  const returns = [await shop.part(theirs, [[1, 500]]), await shop.part(nobodys, [[1, 1000]])];
  const reply = bodyOf(await shop.sell({ shopper: ann, amounts: [700], returns }));
  t.same(reply.returns, [
    [500, 0, 50],
    [300, 0, 0],
  ]);
  t.same([await shop.balance(ann), await shop.balance(bob)], ['70 0 0 0', '50 0 0 0']);
});

t.test('one receipt twice in an exchange brings back what there is of it, once', async (t) => {
  const ann = await member(0);
  const first = await sold({ shopper: ann, amounts: [1000] });
  const half = await shop.part(first, [[1, 500]]);
  const more = await shop.part(first, [[1, 501]]);
  t.equal(wordOf(await shop.sell({ shopper: ann, returns: [half, more] })), 'return_exceeds');
  t.same(bodyOf(await shop.sell({ shopper: ann, amounts: [0], returns: [half, half] })).returns, [
    [500, 0, 50],
    [500, 0, 50],
  ]);
  t.equal(await shop.balance(ann), '0 0 0 0');
});

t.test('exchanges of two members for each other’s goods at two gateways at once', async (t) => {
  const [ann, bob] = [await member(0), await member(0)];
  const gateways = [shop.gateway({ lanes: 2, maxBatch: 1 }), shop.gateway({ lanes: 2, maxBatch: 1 })];
  const sales = await Promise.all(
    Array.from({ length: 12 }, (_, index) => sold({ shopper: index % 2 === 0 ? ann : bob, amounts: [1000] })),
  );
  const began = performance.now();
  const outcomes = await Promise.all(
    sales.map(async (sale, index) => {
      const buyer = index % 2 === 0 ? bob : ann;
      const exchange = await shop.sale({
        shopper: buyer,
        amounts: [1000],
        returns: [await shop.part(sale, [[1, 1000]])],
      });
      return gateways[index % 2]?.submit(exchange);
    }),
  );
  t.same(
    outcomes.map((outcome) => outcome?.kind),
    sales.map(() => 'done'),
  );
  t.ok(performance.now() - began < 900, 'nobody waited for a deadlock to be found');
  t.same([await shop.balance(ann), await shop.balance(bob)], ['600 0 0 0', '600 0 0 0']);
});

t.test('goods without their receipt take what they would have earned', async (t) => {
  const ann = await member(70);
  const command = {
    kind: 'unmatched-return' as const,
    id: '0199d1a0-0000-7000-8000-00000000000a',
    key: shop.keyOf(undefined, 'return'),
    fingerprint: Buffer.from('x'),
    origin: shop.origin,
    businessTime: noon,
    programme: { code: 'shop', version: 1 },
    ...ann,
    lines: [{ line: 1, sku: 's', quantity: 1000, refund: 1000, earned: 100 }],
    dry: false,
  };
  t.match(bodyOf(await committer.submit({ ...command, dry: true })), { refund: 1000, pointsTaken: 100, debt: 30 });
  t.match(bodyOf(await committer.submit(command)), { refund: 1000, pointsTaken: 100, debt: 30 });
  t.equal(await shop.balance(ann), '0 0 0 30');
  t.equal(wordOf(await committer.submit(command)), 'done', 'found by its own id');
  t.equal(wordOf(await committer.submit({ ...command, id: '0199d1a0-0000-7000-8000-00000000000b' })), 'replayed');
});
