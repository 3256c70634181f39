/** Goods that come back, with their receipt and without, alone and in an exchange: what it does to money and points. */
import t from 'tap';
import { policy } from './testing/honest-rules.ts';
import { bodyOf, noon, openShop, type Shopper, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer } = shop;
const day = 86_400_000;

async function member(points: number): Promise<Shopper> {
  const shopper = await shop.shopper();
  if (points > 0) await shop.give(shopper, points);
  return shopper;
}

async function sold(asked: Parameters<typeof shop.sell>[0]): Promise<string> {
  return bodyOf(await shop.sell(asked)).id;
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
  const gateways = [1, 2, 3].map(() => shop.gateway({ lanes: 2, maxBatch: 2 }));
  for (const gateway of gateways) {
    await Promise.all([shop.sale({}), shop.sale({}), shop.sale({})].map(async (sale) => gateway.submit(await sale)));
  }
  const sale = await sold({ amounts: [3000], quantity: 30_000 });
  const commands = await Promise.all(Array.from({ length: 60 }, () => shop.return(sale, [[1, 1000]])));
  const outcomes = await Promise.all(commands.map((command, index) => gateways[index % 3]?.submit(command)));
  const done = outcomes.filter((outcome) => outcome?.kind === 'done');
  t.equal(done.length, 30);
  t.equal(
    done.reduce((sum, outcome) => sum + bodyOf(outcome as NonNullable<typeof outcome>).refund, 0),
    3000,
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
  const before = await shop.budget();
  const sale = await sold({
    shopper: ann,
    amounts: [1000],
    quantity: 2000,
    attributes: { budget: 1_000_000, welcome: true },
  });
  t.equal((await shop.budget()) - before, 100);
  t.equal(await shop.welcomed(ann), 1);
  await committer.submit(await shop.return(sale, [[1, 1000]]));
  t.equal((await shop.budget()) - before, 50);
  t.equal(await shop.welcomed(ann), 1);
  await committer.submit(await shop.return(sale, [[1, 1000]]));
  t.equal((await shop.budget()) - before, 0);
  t.equal(await shop.welcomed(ann), 0);
  t.equal(await shop.purchases(ann), 1, 'it was a purchase all the same');
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
  const before = await shop.deadlocks();
  const gateways = [shop.gateway({ lanes: 2, maxBatch: 1 }), shop.gateway({ lanes: 2, maxBatch: 1 })];
  const sales = await Promise.all(
    Array.from({ length: 12 }, (_, index) => sold({ shopper: index % 2 === 0 ? ann : bob, amounts: [1000] })),
  );
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
  t.equal(await shop.deadlocks(), before, 'nobody waited for a deadlock to be found');
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
