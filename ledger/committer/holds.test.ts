/** Holds from the first reservation to the receipt that posts them, or does not. */
import t from 'tap';
import { holdTools } from './testing/hold-tools.ts';
import { policy } from './testing/honest-rules.ts';
import { bodyOf, noon, openShop, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer } = shop;
const { member, change, stateOf } = holdTools(shop);

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
