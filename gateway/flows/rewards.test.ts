import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const programme = `
program: { code: main, currency: RUB, timezone: Europe/Moscow }
points: { worth: 100, purses: [{ code: bonus }, { code: stamps, expireAfter: P90D }] }
groups:
  - code: premiums
    type: price
    rules:
      - { code: knife, items: { sku: knife }, cost: { purse: stamps, count: 10 }, do: { fixed_price: { price: 9900 } } }
      - { code: towel, items: { sku: towel }, cost: { purse: bonus, count: 50 }, do: { percent_off: { percent: 100 } } }
  - { code: pay, type: redemption, rules: [{ code: whole, do: { redeem_limit: { percent: 100 } } }] }
  - { code: earn, type: points, rules: [{ code: tenth, items: { not: { sku: [knife, towel] } }, do: { earn_percent: { percent: 10 } } }] }
  - code: collecting
    type: reward
    rules:
      - { code: sticker, items: { not: { sku: [knife, towel] } }, do: { add_stamps: { purse: stamps, count: 1, per: spend, each: 50000 } } }
      - { code: fan, items: { sku: tea }, do: { award_badge: { badge: tea-lover } } }
      - { code: taste, items: { sku: tea }, do: { set_attribute: { name: drinks, value: tea } } }
      - { code: coffee, items: { sku: coffee }, do: { set_attribute: { name: drinks, value: coffee } } }
      - { code: hello, when: member.attributes.drinks == "tea", do: { message: { to: slip, text: More tea? } } }
`;

const gateway = await startGateway(t, { programme, members: [] });
const { call, pool, time } = gateway;

let last = 0;
const next = (): string => `r${++last}`;
const line = (sku: string, unitPrice: number, quantity = 1, number = 1) => ({ line: number, sku, unitPrice, quantity });
const accept = (...codes: string[]) => ({ attributes: { accept: codes } });
const knife = { lines: [line('knife', 39_900)], ...accept('knife') };

/** A new member, and what it does. */
async function member() {
  const card = `c${++last}`;
  const id = await gateway.join({ cards: [{ number: card, type: 'club' }] });
  const who = { member: { card } };
  const commit = (more: object, as: Key = 't1'): Promise<Reply> =>
    call(as, 'POST /v1/receipts', receipt(next(), time(), { ...who, ...more }));
  const bring = (sale: Reply, quantity = 1, number = 1): Promise<Reply> =>
    call('t1', 'POST /v1/returns', {
      number: next(),
      businessTime: time(),
      receipt: { id: sale.body.id },
      lines: [{ line: number, quantity }],
    });
  const show = async () => (await call('admin', `GET /v1/members/${id}`)).body;
  const has = async (purse: string): Promise<number> =>
    (await show()).points.purses.find((one: { purse: string }) => one.purse === purse)?.balance ?? 0;
  return { id, who, commit, bring, show, has };
}

t.test('stamps are collected, spent on a knife, and go back with it', async (t) => {
  const { commit, bring, has, show, who } = await member();
  const shopping = await commit({ lines: [line('A', 549_999)] });
  t.match(shopping.body.rewards, [{ kind: 'stamps', rule: 'sticker', purse: 'stamps', count: 10 }]);
  t.match(shopping.body.points, {
    balance: 549,
    purses: [
      { purse: 'bonus', balance: 549 },
      { purse: 'stamps', balance: 10 },
    ],
  });
  t.match((await show()).points, { balance: 549, purses: [{ purse: 'bonus' }, { purse: 'stamps', stamps: true }] });

  const quote = await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...who, ...knife }));
  t.match(quote.body, { totals: { net: 9_900 }, costs: [{ rule: 'knife', purse: 'stamps', count: 10 }] });
  const bought = await commit({ ...knife, quote: quote.body.token });
  t.equal(bought.status, 201);
  t.match(bought.body, { totals: { net: 9_900 }, costs: [{ rule: 'knife', purse: 'stamps', count: 10 }] });
  t.equal(await has('stamps'), 0);
  t.match((await commit(knife)).body, { totals: { net: 39_900 }, rewards: [] }, 'no stamps are left for another');

  const back = await bring(bought);
  t.match(back.body, { refund: 9_900, pointsReturned: 0, purses: [{ purse: 'stamps', returned: 10, taken: 0 }] });
  t.equal(await has('stamps'), 10);
});

t.test('a return takes stamps back', async (t) => {
  const { commit, bring, has } = await member();
  const shopping = await commit({ lines: [line('A', 50_000, 4)] });
  t.equal(await has('stamps'), 4);
  t.match((await bring(shopping, 1)).body.purses, [{ purse: 'stamps', returned: 0, taken: 1 }]);
  t.equal(await has('stamps'), 3);
  t.match((await bring(shopping, 3)).body.purses, [{ purse: 'stamps', returned: 0, taken: 3 }]);
  t.equal(await has('stamps'), 0);
});

t.test('stamps that are spent are forgiven, and are never a debt', async (t) => {
  const { commit, bring, has, show } = await member();
  const shopping = await commit({ lines: [line('A', 500_000)] });
  await commit(knife);
  const back = await bring(shopping);
  t.match(back.body, { refund: 500_000, pointsTaken: 500, debt: 0 });
  t.equal(await has('stamps'), 0);
  t.equal((await show()).points.debt, 0);
});

t.test('a cancel takes stamps back, and gives back those that were spent', async (t) => {
  const { commit, has, show } = await member();
  const shopping = await commit({ lines: [line('A', 500_000)] });
  const bought = await commit(knife);
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: bought.body.id })).status, 200);
  t.equal(await has('stamps'), 10);
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: shopping.body.id })).status, 200);
  t.match((await show()).points, { balance: 0, purses: [], lots: [] });
});

t.test('stamps are no money', async (t) => {
  const { commit, who } = await member();
  await commit({ lines: [line('knife', 100), line('A', 500_000, 1, 2)] });
  const asked = await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...who, redeem: [{ points: 'max' }] }));
  t.match(asked.body.points, { balance: 500, redeemable: 500, redeem: 500 });
  const named = await commit({ redeem: [{ purse: 'stamps', points: 1 }] });
  t.match(named.body, {
    code: 'invalid_request',
    errors: [{ path: '/redeem/0/purse', message: 'has stamps, which are no money' }],
  });
  const held = await call('t1', 'POST /v1/holds', { number: next(), ...who, redeem: [{ purse: 'stamps', points: 1 }] });
  t.equal(held.body.code, 'invalid_request');
});

t.test('two tills at once: the stamps buy one knife', async (t) => {
  const { commit, has } = await member();
  await commit({ lines: [line('A', 500_000)] });
  const both = await Promise.all([commit(knife, 't1'), commit(knife, 't2')]);
  t.strictSame(both.map(({ body }) => body.totals.net).sort(), [39_900, 9_900].sort());
  t.equal(await has('stamps'), 0);
});

t.test('two tills that quoted the same stamps: one is refused, with its quote', async (t) => {
  const { commit, who } = await member();
  await commit({ lines: [line('A', 500_000)] });
  const quote = (as: Key) => call(as, 'POST /v1/quotes', receipt('q', time(), { ...who, ...knife }));
  const tokens = [(await quote('t1')).body.token, (await quote('t2')).body.token];
  t.equal((await commit({ ...knife, quote: tokens[0] }, 't1')).status, 201);
  const refused = await commit({ ...knife, quote: tokens[1] }, 't2');
  t.match(refused.body, { code: 'quote_changed', quote: { totals: { net: 39_900 } } });
});

t.test('paid is paid: what was charged for is taken as far as it is there', async (t) => {
  const { commit, has, show } = await member();
  await commit({ lines: [line('A', 450_000)] });
  const charged = { charged: { net: 9_900, lines: [{ line: 1, net: 9_900 }] } };
  const paid = await commit({ ...knife, ...charged });
  t.equal(paid.status, 201);
  t.notOk(paid.body.variance);
  t.equal(await has('stamps'), 0);
  t.equal((await show()).points.debt, 0);
  const alert = gateway.logged.find(({ msg }) => msg === 'a rule was charged for that the member could no longer pay');
  t.match(alert, { forgiven: 1 });
});

t.test('paid is paid: nothing is taken for what was charged without the rule', async (t) => {
  const { commit, has } = await member();
  await commit({ lines: [line('A', 500_000)] });
  const paid = await commit({ ...knife, charged: { net: 39_900, lines: [{ line: 1, net: 39_900 }] } });
  t.equal(paid.status, 201);
  t.equal(paid.body.costs, undefined);
  t.equal(await has('stamps'), 10);
});

t.test('a rule may cost points: they are neither redeemed nor left', async (t) => {
  const { commit, bring, has } = await member();
  await commit({ lines: [line('A', 80_000)] });
  const towel = {
    lines: [line('towel', 30_000), line('A', 4_000, 1, 2)],
    ...accept('towel'),
    redeem: [{ points: 'max' }],
  };
  const bought = await commit(towel);
  t.match(bought.body, {
    costs: [{ rule: 'towel', purse: 'bonus', count: 50 }],
    points: { redeem: 30 },
    totals: { net: 1_000 },
  });
  t.equal(await has('bonus'), 1);
  t.match((await bring(bought)).body, { refund: 0, purses: [{ purse: 'bonus', returned: 50, taken: 0 }] });
  t.equal(await has('bonus'), 51);
});

t.test('a missing cost in points is owed where it was charged for', async (t) => {
  const { commit, show } = await member();
  await commit({ lines: [line('A', 20_000)] });
  const towel = { lines: [line('towel', 30_000)], ...accept('towel') };
  const paid = await commit({ ...towel, charged: { net: 0, lines: [{ line: 1, net: 0 }] } });
  t.match((await show()).points, { balance: 0, debt: 30 });
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: paid.body.id })).status, 200);
  t.match((await show()).points, { balance: 20, debt: 0 });
});

t.test('badges and attributes are the member’s, until the receipt is cancelled', async (t) => {
  const { commit, show } = await member();
  const tea = { lines: [line('tea', 1_000)] };
  const first = await commit(tea);
  t.match(first.body.rewards, [
    { kind: 'badge', rule: 'fan', badge: 'tea-lover' },
    { kind: 'attribute', rule: 'taste', name: 'drinks', value: 'tea' },
  ]);
  t.strictSame(first.body.messages, []);
  const second = await commit(tea);
  t.match(second.body.messages, [{ text: 'More tea?' }], 'the next receipt knows');
  const third = await commit({ lines: [line('coffee', 1_000)] });
  t.match(await show(), { badges: ['tea-lover'], attributes: { drinks: 'coffee' } });
  await call('t1', 'POST /v1/receipts/cancel', { id: second.body.id });
  t.match(await show(), { badges: ['tea-lover'], attributes: { drinks: 'coffee' } }, 'what came later stays');
  await call('t1', 'POST /v1/receipts/cancel', { id: third.body.id });
  t.match(await show(), { badges: ['tea-lover'], attributes: { drinks: 'tea' } });
  await call('t1', 'POST /v1/receipts/cancel', { id: first.body.id });
  t.strictSame([(await show()).badges, (await show()).attributes], [[], {}]);
});

t.test('what a person says of a member prevails over what a rule has set', async (t) => {
  const { commit, id, show } = await member();
  await commit({ lines: [line('tea', 1_000)] });
  const changed = await call('call-centre', `PATCH /v1/members/${id}`, { attributes: { drinks: 'water' } });
  t.match(changed.body.attributes, { drinks: 'water' });
  t.match((await commit({ lines: [line('A', 1_000)] })).body.messages, []);
  await commit({ lines: [line('tea', 1_000)] });
  t.match((await show()).attributes, { drinks: 'tea' }, 'until a rule sets it again');
  const cleared = await call('call-centre', `PATCH /v1/members/${id}`, { attributes: { drinks: null } });
  t.strictSame(cleared.body.attributes, {});
});

t.test('a receipt that is attached brings its stamps and badges', async (t) => {
  await gateway.publish(programme.replace('worth: 100,', 'worth: 100, attachDays: 14,'));
  const { who, show, has } = await member();
  const sale = await call('t1', 'POST /v1/receipts', receipt(next(), time(), { lines: [line('tea', 100_000)] }));
  t.strictSame(sale.body.rewards, []);
  const attached = await call('t1', `POST /v1/receipts/${sale.body.id}/attach`, who);
  t.match(attached.body.rewards, [{ kind: 'stamps', count: 2 }, { kind: 'badge' }, { kind: 'attribute' }]);
  t.equal(await has('stamps'), 2);
  t.match(await show(), { badges: ['tea-lover'], attributes: { drinks: 'tea' } });
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: sale.body.id })).status, 200);
  t.match(await show(), { badges: [], attributes: {}, points: { balance: 0, purses: [] } });
});

t.test('a member who is made up has stamps beside points', async (t) => {
  const asked = {
    program: 'main',
    receipt: receipt('q', time(), knife),
    member: { state: { balances: { stamps: 10, bonus: 7 } } },
  };
  const { body } = await call('marketer', 'POST /v1/simulate', asked);
  t.match(body, { totals: { net: 9_900 }, costs: [{ rule: 'knife', purse: 'stamps', count: 10 }] });
  t.match(body.points, {
    balance: 7,
    redeemable: 7,
    purses: [
      { purse: 'bonus', balance: 7 },
      { purse: 'stamps', balance: 10 },
    ],
  });
});

t.test('nothing of all that has upset the ledger', async (t) => {
  t.strictSame(await audit(pool), []);
});
