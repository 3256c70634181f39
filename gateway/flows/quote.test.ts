import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, pool, time } = gateway;

/** Sells cake for 5000.00 to Anna: 500 points in bonus, and 50 in promo where it is sold on the web. */
await call('t1', 'POST /v1/receipts', receipt('first', time(), { member: { card: 'anna' }, lines: [cake(500_000)] }));
await call(
  't1',
  'POST /v1/receipts',
  receipt('web', time(), { member: { card: 'anna' }, lines: [cake(50_000)], channel: 'web' }),
);

const quote = (more: Record<string, unknown>, query = '') =>
  call('t1', `POST /v1/quotes${query}`, receipt('q', time(), more));

t.test('amounts of lines: [line as sent, gross, discount, net, earned]', async (t) => {
  const tea = { line: 1, sku: 'tea', quantity: 1, unitPrice: 10_000 };
  const bread = { line: 1, sku: 'bread', quantity: 1, unitPrice: 10_000 };
  const rows: [string, Record<string, unknown>, number[]][] = [
    ['a price', tea, [10_000, 1_000, 9_000, 9]],
    ['grams', { ...bread, quantity: 1.234, unitPrice: 9_999 }, [12_339, 0, 12_339, 12]],
    ['a tenth and two tenths', { ...bread, quantity: 0.3, unitPrice: 1_000 }, [300, 0, 300, 0]],
    ['halves go up', { ...bread, quantity: 0.5, unitPrice: 1_001 }, [501, 0, 501, 0]],
    ['four decimals', { ...bread, quantity: 3, unitPrice: 33.3333 }, [100, 0, 100, 0]],
    ['amount prevails', { ...bread, quantity: 2, amount: 19_999 }, [19_999, 0, 19_999, 19]],
    ['amount alone', { ...bread, quantity: 0, unitPrice: 0, amount: 500 }, [500, 0, 500, 0]],
    ['a deposit back', { ...tea, amount: -500 }, [-500, 0, -500, 0]],
    ['nothing', { ...tea, unitPrice: 0 }, [0, 0, 0, 0]],
    ['manual discount first', { ...tea, manualDiscount: 1_000 }, [10_000, 1_900, 8_100, 8]],
    ['not below minPrice', { ...tea, minPrice: 9_500 }, [10_000, 500, 9_500, 9]],
    ['not discountable', { ...tea, discountable: false }, [10_000, 0, 10_000, 10]],
    ['not earnable', { ...tea, earnable: false }, [10_000, 1_000, 9_000, 0]],
    ['thousands of them', { ...bread, quantity: 1_000_000, unitPrice: 1 }, [1e6, 0, 1e6, 1_000]],
  ];
  for (const [name, line, [gross, discount, net, earned]] of rows) {
    const { status, body } = await quote({ member: { card: 'boris' }, lines: [line] });
    t.equal(status, 200, name);
    t.match(body.lines, [{ line: 1, gross, discount, redeemed: 0, net, earned }], name);
    let quantity = 0;
    let sum = 0;
    for (const unit of body.lines[0].units) {
      t.equal(unit.net, (Math.round(unit.quantity * 1000) * unit.unitPrice) / 1000, `${name}: a unit is exact`);
      quantity += Math.round(unit.quantity * 1000);
      sum += unit.net;
    }
    t.equal(quantity / 1000, line.quantity || 1, `${name}: units are the quantity`);
    t.equal(sum, net, `${name}: units are the net`);
    t.strictSame(body.totals, { gross, discount, redeemed: 0, net, earned }, `${name}: totals`);
  }
});

t.test('a line that is struck out is not evaluated, and its number stays taken', async (t) => {
  const lines = [{ ...cake(1_000), void: true }, cake(2_000, 2), { ...cake(-300, 3) }];
  const { body } = await quote({ lines });
  t.strictSame(
    body.lines.map(({ line }: { line: number }) => line),
    [2, 3],
  );
  t.equal(body.totals.net, 1_700);
  t.equal((await quote({ lines: [{ ...cake(1_000), void: true }, cake(2_000)] })).body.code, 'duplicate_line');
  t.strictSame((await quote({ lines: [] })).body.totals, { gross: 0, discount: 0, redeemed: 0, net: 0, earned: 0 });
});

t.test('what a cashier took off is an adjustment of its own', async (t) => {
  const { body } = await quote({
    lines: [{ line: 1, sku: 'tea', quantity: 1, unitPrice: 1_000, manualDiscount: 100 }],
  });
  t.match(body.lines[0].adjustments, [
    { rule: 'manual', amount: 100 },
    { rule: 'tea-10', group: 'shelf', mechanic: 'percent_off', amount: 90, base: 900, rounding: '0' },
  ]);
});

t.test('points to spend: 500 of bonus and 5 of promo, half of 1000.00 at most', async (t) => {
  const rows: [string, unknown[], { redeem: number; redeemable: number; net: number }][] = [
    ['none', [], { redeem: 0, redeemable: 500, net: 100_000 }],
    ['some', [{ points: 200 }], { redeem: 200, redeemable: 500, net: 80_000 }],
    ['all that may be', [{ points: 'max' }], { redeem: 500, redeemable: 500, net: 50_000 }],
    ['more than may be', [{ points: 600 }], { redeem: 500, redeemable: 500, net: 50_000 }],
    ['of a purse', [{ purse: 'promo', points: 'max' }], { redeem: 5, redeemable: 500, net: 99_500 }],
    ['more than the purse has', [{ purse: 'promo', points: 7 }], { redeem: 5, redeemable: 500, net: 99_500 }],
    [
      'one after the other',
      [{ purse: 'promo', points: 3 }, { points: 'max' }],
      { redeem: 500, redeemable: 500, net: 50_000 },
    ],
    ['zero', [{ points: 0 }], { redeem: 0, redeemable: 500, net: 100_000 }],
  ];
  for (const [name, redeem, { net, ...points }] of rows) {
    const { body } = await quote({ member: { card: 'anna' }, redeem });
    t.match(body.points, { balance: 555, held: 0, pending: 0, ...points }, name);
    t.equal(body.totals.net, net, name);
    t.equal(body.totals.redeemed, points.redeem * 100, name);
  }
});

t.test('who is not a member earns nothing, and sees on a page of the catalogue what a member would', async (t) => {
  const lines = [cake(100_000), { line: 2, sku: 'tea', quantity: 2, unitPrice: 50_000 }];
  const basket = (await quote({ lines })).body;
  t.match(basket.totals, { net: 190_000, earned: 0 });
  t.match(basket.points, { balance: 0, earn: 0, redeemable: 0, lots: [] });
  t.strictSame(
    basket.lines.map(({ earned }: { earned: number }) => earned),
    [0, 0],
  );
  for (const member of [undefined, { card: 'anna' }]) {
    const listing = (await quote({ lines, mode: 'listing', ...(member && { member }) })).body;
    t.match(listing.lines, [
      { line: 1, net: 100_000, earned: 100 },
      { line: 2, net: 90_000, earned: 90 },
    ]);
    t.equal(listing.points.redeem, 0);
  }
});

t.test('explain: every rule, in the numbers of the receipt', async (t) => {
  const { body } = await quote({ member: { card: 'anna' }, redeem: [{ points: 10 }] }, '?explain=true');
  t.strictSame(
    body.trace.map((entry: { rule: string; outcome: string }) => [entry.rule, entry.outcome]),
    [
      ['tea-10', 'unmet'],
      ['half', 'applied'],
      ['tenth', 'applied'],
      ['promo-web', 'unmet'],
    ],
  );
  for (const entry of body.trace) t.ok(entry.reason, entry.rule);
  t.equal((await quote({}, '?explain=false')).body.trace, undefined);
  t.equal((await quote({}, '?explain=perhaps')).body.code, 'invalid_request');
});

t.test('a receipt of training is quoted', async (t) => {
  t.equal((await quote({ training: true })).status, 200);
});

t.test('a quote writes nothing', async (t) => {
  const count = async () =>
    (
      await pool.query(`SELECT (SELECT count(*) FROM receipts) + (SELECT count(*) FROM receipt_keys)
        + (SELECT count(*) FROM transfers) + (SELECT count(*) FROM outbox) + (SELECT sum(version) FROM parties) AS sum`)
    ).rows[0].sum;
  const before = await count();
  await quote({ member: { card: 'anna' }, redeem: [{ points: 'max' }] });
  t.equal(await count(), before);
});

t.test('refused: [what, key, fields, code, path]', async (t) => {
  const line = { line: 1, sku: 'tea', quantity: 1, unitPrice: 100 };
  const many = Array.from({ length: 2_001 }, (_, index) => ({ ...line, line: index + 1 }));
  const rows: [string, 't1' | 't4' | 'shop' | 'admin', Record<string, unknown>, string, string?][] = [
    ['an unknown field', 't1', { colour: 'red' }, 'invalid_request', '/colour'],
    ['an unknown field of a line', 't1', { lines: [{ ...line, colour: 'red' }] }, 'invalid_request', '/lines/0/colour'],
    ['one line twice', 't1', { lines: [line, line] }, 'duplicate_line', '/lines/1/line'],
    ['too many lines', 't1', { lines: many }, 'too_many_lines', '/lines'],
    [
      'four decimals of a unit',
      't1',
      { lines: [{ ...line, quantity: 1.0001 }] },
      'quantity_precision',
      '/lines/0/quantity',
    ],
    [
      'five decimals of a price',
      't1',
      { lines: [{ ...line, unitPrice: 1.00001 }] },
      'price_precision',
      '/lines/0/unitPrice',
    ],
    ['a price beyond', 't1', { lines: [{ ...line, unitPrice: 1e12 }] }, 'amount_too_large', '/lines/0/unitPrice'],
    ['an amount beyond', 't1', { lines: [{ ...line, amount: -1e12 }] }, 'amount_too_large', '/lines/0/amount'],
    ['a product beyond', 't1', { lines: [{ ...line, quantity: 1e6, unitPrice: 1e6 }] }, 'amount_too_large', '/lines/0'],
    [
      'a sum beyond',
      't1',
      {
        lines: [
          { ...line, unitPrice: 9e11 },
          { ...line, line: 2 },
        ],
      },
      'amount_too_large',
      '/lines/1',
    ],
    ['a fraction of a minor unit', 't1', { lines: [{ ...line, amount: 1.5 }] }, 'invalid_request', '/lines/0/amount'],
    [
      'more taken off than there is',
      't1',
      { lines: [{ ...line, manualDiscount: 101 }] },
      'invalid_request',
      '/lines/0/manualDiscount',
    ],
    ['of 25 hours ago', 't1', { businessTime: time(25 * 3_600_000) }, 'clock_skew', '/businessTime'],
    ['of 6 minutes from now', 't1', { businessTime: time(-6 * 60_000) }, 'clock_skew', '/businessTime'],
    ['without an offset', 't1', { businessTime: '2026-11-22T10:00:00' }, 'invalid_request', '/businessTime'],
    ['another till', 't1', { till: 't2' }, 'till_mismatch', '/till'],
    ['a till of another store', 'shop', { till: 't3' }, 'till_mismatch'],
    ['no till', 'shop', {}, 'invalid_request', '/till'],
    ['an unknown till', 'admin', { till: 't9' }, 'till_not_found', '/till'],
    ['an unknown card', 't1', { member: { card: 'vera' } }, 'card_not_found', '/member/card'],
    ['an unknown phone', 't1', { member: { phone: '+79169999999' } }, 'member_not_found', '/member/phone'],
    ['a card and a phone', 't1', { member: { card: 'anna', phone: '+79160000001' } }, 'invalid_request', '/member'],
    ['a store without a programme', 't4', {}, 'no_programme'],
    [
      'an unknown purse',
      't1',
      { member: { card: 'anna' }, redeem: [{ purse: 'gold', points: 1 }] },
      'invalid_request',
      '/redeem/0/purse',
    ],
    ['points of nobody', 't1', { redeem: [{ points: 1 }] }, 'member_required', '/redeem'],
    ['a line break in the number', 't1', { number: '1\n2' }, 'invalid_request', '/number'],
  ];
  for (const [name, key, more, code, path] of rows) {
    const { status, body } = await call(key, 'POST /v1/quotes', receipt('q', time(), more));
    t.equal(body?.code, code, `${name}: ${status} ${body?.detail}`);
    if (path !== undefined) t.equal(body?.errors?.[0]?.path, path, `${name}: path`);
  }
});

t.test('the clock: as far back and ahead as it may be', async (t) => {
  for (const ago of [0, 23.9 * 3_600_000, -4.9 * 60_000]) {
    t.equal((await quote({ businessTime: time(ago) })).status, 200);
  }
  t.equal(
    (await call('admin', 'POST /v1/quotes', receipt('q', '2019-01-01T00:00:00Z', { till: 't1' }))).status,
    200,
    'an administrator quotes history',
  );
});

t.test('a blocked card is refused, and points of those who are gone are not shown', async (t) => {
  await pool.query(`UPDATE cards SET state = 'blocked' WHERE number = 'boris'`);
  gateway.parts.directory.clear();
  t.match((await quote({ member: { card: 'boris' } })).body, { code: 'card_blocked' });
  t.equal((await quote({ member: { phone: '+7 916 000-00-02' } })).status, 200, 'the phone is still his');
});
