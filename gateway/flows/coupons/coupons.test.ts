/** Coupons used on receipts, at two gateways of one chain, and given back with them. */
import t from 'tap';
import { readReceipts } from '../../../ledger/receipts/read.ts';
import { cake, receipt } from '../../testing/receipts.ts';
import { openCouponShop, programme, said } from './testing/coupon-shop.ts';

const { gateway, other, pool, time, next, campaign, codes, buy, quote, stateOf, idOf } = await openCouponShop(t);

t.test('a generic code, once for each member and three times in all', async (t) => {
  t.equal(said(await quote({ coupons: ['welcome-10'], member: 'anna' })), '10000: applied');
  t.equal(said(await quote({ coupons: ['WELCOME10'] })), '0: needs a member, and none is known');
  const first = await buy({ coupons: ['welcome 10'], member: 'anna' });
  t.equal(said(first), '10000: applied');
  t.equal(first.body.lines[0].adjustments[0].coupon, 'welcome 10', 'as the till sent it');
  t.equal(said(await buy({ coupons: ['WELCOME10'], member: 'anna' })), '0: limit of 1 use by member used up');
  await gateway.join({ phone: '+79160000101', cards: [{ number: 'clara', type: 'club' }] });
  await gateway.join({ phone: '+79160000102', cards: [{ number: 'dora', type: 'club' }] });
  t.equal(said(await buy({ coupons: ['WELCOME10'], member: 'boris' })), '10000: applied');
  // Two tills at two gateways want the last one.
  const last = await Promise.all([
    buy({ coupons: ['WELCOME10'], member: 'clara' }),
    buy({ coupons: ['WELCOME10'], member: 'dora', at: other, as: 't2' }),
  ]);
  t.strictSame(last.map(said).sort(), ['0: limit of 3 uses in total used up', '10000: applied']);
  // A cancelled purchase gives it back: to its member, and to all.
  const cancelled = await gateway.call('t1', 'POST /v1/receipts/cancel', { id: first.body.id });
  t.equal(cancelled.status, 200, cancelled.text);
  t.equal(said(await buy({ coupons: ['WELCOME10'], member: 'anna' })), '10000: applied');
});

t.test('a unique code: at two tills at the same moment exactly one has it', async (t) => {
  for (const code of await codes('once', { count: 5 })) {
    t.match(code, /^[0-9A-HJKMNP-TV-Z]{16}$/);
    const both = await Promise.all([
      buy({ coupons: [code] }),
      buy({ coupons: [code.toLowerCase()], at: other, as: 't2' }),
    ]);
    const [won, lost] = both.map(said).sort((a, b) => Number(b.startsWith('2')) - Number(a.startsWith('2')));
    t.equal(won, '20000: applied');
    t.match(lost, /^0: redeemed before at \d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
    t.match((await gateway.call('marketer', `GET /v1/coupons/${code}`)).body, {
      state: 'redeemed',
      used: 1,
      uses: 1,
      receipt: /-/,
      why: /^redeemed before/,
    });
  }
});

t.test('many receipts with one code in one batch: one has it', async (t) => {
  const [code = ''] = await codes('once', { count: 1 });
  const all = await Promise.all(Array.from({ length: 12 }, () => buy({ coupons: [code] })));
  t.equal(all.filter((one) => said(one) === '20000: applied').length, 1);
});

t.test(
  'a quote that loses its coupon is quote_changed; what was paid is paid, with a variance and an alert',
  async (t) => {
    const [code = ''] = await codes('once', { count: 1 });
    const number = next();
    const asked = { ...receipt(number, time()), coupons: [code] };
    const quoted = await gateway.call('t1', 'POST /v1/quotes', asked);
    t.equal(said(quoted), '20000: applied');
    t.equal(said(await buy({ coupons: [code], at: other, as: 't2' })), '20000: applied');
    const late = await gateway.call('t1', 'POST /v1/receipts', { ...asked, quote: quoted.body.token });
    t.equal(late.body.code, 'quote_changed');
    t.match(late.body.quote.coupons, [{ status: 'refused', reason: /^redeemed before/ }]);
    const before = gateway.logged.length;
    const paid = await gateway.call('t1', 'POST /v1/receipts', {
      ...asked,
      quote: quoted.body.token,
      charged: { net: 80_000, lines: [{ line: 1, net: 80_000 }] },
    });
    t.equal(paid.status, 201, paid.text);
    t.strictSame([paid.body.totals.net, paid.body.variance.net], [80_000, -20_000]);
    t.match(
      gateway.logged.slice(before).map(({ msg, coupon }) => [msg, coupon]),
      [['a price was paid with a coupon that could no longer be used', code]],
    );
  },
);

t.test('a code is used only if a rule of it applied', async (t) => {
  const [code = ''] = await codes('once', { count: 1 });
  const free = { lines: [cake(0)] };
  t.equal(
    said(await buy({ coupons: [code], ...free })),
    '0: no rule of it applied: the lines it matches may not be discounted',
  );
  t.equal(await stateOf(code), 'issued');
  t.equal(said(await buy({ coupons: [code, 'nonsense'] })), '20000: applied; unknown coupon');
});

t.test('a personal code is its member’s', async (t) => {
  const [code = ''] = await codes('mine', { members: [await idOf('anna')] });
  t.equal(said(await quote({ coupons: [code] })), '0: needs a member, and none is known');
  t.equal(said(await quote({ coupons: [code], member: 'boris' })), "0: another member's");
  t.equal(said(await buy({ coupons: [code], member: 'anna' })), '30000: applied');
  const { body } = await gateway.call('call-centre', `GET /v1/members/${await idOf('anna')}/coupons`);
  t.match(body.coupons, [{ code, campaign: 'mine', state: 'redeemed' }]);
});

t.test('a code with two uses, for points', async (t) => {
  const [code = ''] = await codes('points', { count: 1 });
  for (const state of ['issued', 'redeemed']) {
    const { body } = await buy({ coupons: [code], member: 'boris' });
    t.equal(body.points.earn, 5);
    t.equal(await stateOf(code), state);
  }
  const third = await buy({ coupons: [code], member: 'boris' });
  t.match(third.body.coupons[0].reason, /^redeemed 2 times, the last at /);
});

t.test('cancelled or returned as a whole it is given back, in part not', async (t) => {
  const [code = ''] = await codes('once', { count: 1 });
  const lines = [cake(50_000), cake(50_000, 2)];
  const first = await buy({ coupons: [code], lines });
  await gateway.call('t1', 'POST /v1/receipts/cancel', { id: first.body.id });
  t.equal(await stateOf(code), 'issued');
  const second = await buy({ coupons: [code], lines });
  t.equal(said(second), '20000: applied');
  const back = (line: number) =>
    gateway.call('t1', 'POST /v1/returns', {
      number: next(),
      businessTime: time(),
      receipt: { id: second.body.id },
      lines: [{ line, quantity: 1 }],
    });
  t.equal((await back(1)).status, 201);
  t.equal(await stateOf(code), 'redeemed');
  t.equal((await back(2)).status, 201);
  t.equal(await stateOf(code), 'issued');
});

t.test('goods that come back in an exchange give their code back, and the new receipt may have it', async (t) => {
  const [old = '', fresh = ''] = await codes('once', { count: 2 });
  const lines = [cake(50_000), cake(50_000, 2)];
  const sold = await buy({ coupons: [old], lines });
  const back = (...sent: number[]) => [
    { receipt: { id: sold.body.id }, lines: sent.map((line) => ({ line, quantity: 1 })) },
  ];
  const part = await buy({ coupons: [old, fresh], returns: back(1) });
  t.match(said(part), /^20000: redeemed before at .*; applied$/, 'a part of it keeps the code');
  t.strictSame([await stateOf(old), await stateOf(fresh)], ['redeemed', 'redeemed']);
  const asked = { ...receipt(next(), time()), coupons: [old], returns: back(2) };
  const quoted = await gateway.call('t1', 'POST /v1/quotes', asked);
  t.equal(said(quoted), '20000: applied');
  const exchanged = await gateway.call('t1', 'POST /v1/receipts', { ...asked, quote: quoted.body.token });
  t.equal(said(exchanged), '20000: applied');
  t.match((await gateway.call('call-centre', `GET /v1/coupons/${old}`)).body, {
    state: 'redeemed',
    used: 1,
    receipt: exchanged.body.id,
  });
});

t.test('two receipts that have used a code come back in one exchange: it has both uses again', async (t) => {
  const [code = ''] = await codes('points', { count: 1 });
  const sold = [await buy({ coupons: [code], member: 'boris' }), await buy({ coupons: [code], member: 'boris' })];
  t.equal(await stateOf(code), 'redeemed');
  const returns = sold.map(({ body }) => ({ receipt: { id: body.id }, lines: [{ line: 1, quantity: 1 }] }));
  t.equal((await buy({ returns })).status, 201);
  t.match((await gateway.call('call-centre', `GET /v1/coupons/${code}`)).body, { state: 'issued', used: 0 });
});

t.test('a code that a receipt brought is gone with it, also where it had been used by then', async (t) => {
  const rule = '{ code: back, coupon: come-again, do: { amount_off: { amount: 5000, per: receipt } } }';
  await gateway.publish(programme.replace('    rules:\n', `    rules:\n      - ${rule}\n`));
  const brought = await buy({ member: 'anna', lines: [cake(500_000)] });
  const { code } = brought.body.rewards[0];
  const used = await buy({ member: 'anna', coupons: [code] });
  t.equal(said(used), '5000: applied');
  const back = ({ body }: typeof used) => ({ receipt: { id: body.id }, lines: [{ line: 1, quantity: 1 }] });
  const number = next();
  t.equal(
    (await gateway.call('t1', 'POST /v1/returns', { number, businessTime: time(), ...back(brought) })).status,
    201,
  );
  t.equal(await stateOf(code), 'redeemed', 'what has been used has been');
  const asked = { member: { card: 'anna' }, coupons: [code], returns: [back(used)] };
  const quoted = await gateway.call('t1', 'POST /v1/quotes', { ...receipt(next(), time()), ...asked });
  t.equal(said(quoted), '0: revoked');
  const exchanged = await gateway.call('t1', 'POST /v1/receipts', { ...receipt(next(), time()), ...asked });
  t.equal(said(exchanged), '0: revoked');
  t.equal(await stateOf(code), 'revoked');
  await gateway.publish(programme);
});

t.test('evaluated again from what is stored, it comes out the same', async (t) => {
  const [code = ''] = await codes('once', { count: 1 });
  const sold = await buy({ coupons: [code, 'WELCOME10', 'nonsense'], member: 'boris' });
  const [row] = await readReceipts(pool, [sold.body.id]);
  const outcome = await gateway.parts.evaluator.evaluate(JSON.parse(row?.input ?? ''));
  t.ok(outcome.ok);
  if (outcome.ok)
    t.strictSame([outcome.evaluation.coupons, outcome.evaluation.totals], [sold.body.coupons, sold.body.totals]);
});

t.test('a generic code that ran out between quote and commit is quote_changed', async (t) => {
  await campaign('last', 'generic', { limits: { total: 1 } });
  await gateway.publish(programme.replace('coupon: once', 'coupon: last'));
  const asked = { ...receipt(next(), time()), coupons: ['LAST'] };
  const quoted = await gateway.call('t1', 'POST /v1/quotes', asked);
  t.equal(said(quoted), '20000: applied');
  await gateway.call('t2', 'POST /v1/receipts', { ...receipt(next(), time()), coupons: ['last'] });
  await gateway.publish(programme);
  const changed = await gateway.call('t1', 'POST /v1/receipts', { ...asked, quote: quoted.body.token });
  t.equal(changed.body.code, 'quote_changed');
  t.match(changed.body.quote.coupons, [{ status: 'refused', reason: 'limit of 1 use in total used up' }]);
});
