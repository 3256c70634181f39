/** Coupons that holds reserve and receipts bring; forgotten cards, windows, and what is only tried. */
import t from 'tap';
import { until } from '../../../ledger/testing/until.ts';
import { cake, receipt } from '../../testing/receipts.ts';
import { openCouponShop, said } from './testing/coupon-shop.ts';

const { gateway, other, time, next, marketer, codes, buy, quote, stateOf, idOf } = await openCouponShop(t);

t.test('a hold reserves a code until it is posted, voided or over', async (t) => {
  const [code = ''] = await codes('once', { count: 1 });
  const number = next();
  const hold = (more: Record<string, unknown>, headers = {}) =>
    gateway.call('t1', 'POST /v1/holds', { number, member: { card: 'anna' }, ...more }, headers);
  t.match((await hold({})).body, { code: 'invalid_request', errors: [{ path: '/redeem' }] });
  t.match((await hold({ coupons: ['nonsense'] })).body, { code: 'coupon_refused', errors: [{ path: '/coupons/0' }] });
  const held = await hold({ coupons: [code.toLowerCase(), 'WELCOME10'] }, { 'idempotency-key': 'h1' });
  t.equal(held.status, 201, held.text);
  t.match(held.body, { state: 'active', coupons: [code], redeem: [], points: 0, amount: 0 });
  const again = await hold({ coupons: [code, 'WELCOME10'] }, { 'idempotency-key': 'h1' });
  t.strictSame([again.status, again.replayed, again.body.id], [200, true, held.body.id]);
  t.equal((await hold({ coupons: ['WELCOME10'] }, { 'idempotency-key': 'h1' })).body.code, 'idempotency_key_reused');
  t.equal(await stateOf(code), 'reserved');
  t.equal(said(await buy({ coupons: [code], at: other, as: 't2' })), '0: reserved by another receipt');
  t.match((await hold({ coupons: [code] })).body, { code: 'coupon_refused', detail: /reserved by another receipt/ });
  const extended = await gateway.call('t1', `POST /v1/holds/${held.body.id}/extend`, { ttl: 'PT20M' });
  t.equal(extended.status, 200, extended.text);

  await gateway.call('t1', `POST /v1/holds/${held.body.id}/void`);
  t.equal(await stateOf(code), 'issued');
  const second = await hold({ coupons: [code] });
  // The receipt need not name the code again.
  const sold = await gateway.call('t1', 'POST /v1/receipts', {
    ...receipt(number, time(), { member: { card: 'anna' } }),
    holds: [second.body.id],
  });
  t.equal(said(sold), '20000: applied');
  t.equal(await stateOf(code), 'redeemed');
  t.match((await gateway.call('t1', `GET /v1/holds/${second.body.id}`)).body, {
    state: 'posted',
    receipt: sold.body.id,
  });
});

t.test('a hold that lapses lets its code go; a receipt that was paid has it all the same', async (t) => {
  const [one = '', two = ''] = await codes('once', { count: 2 });
  const number = next();
  const held = await gateway.call('t1', 'POST /v1/holds', {
    number,
    member: { card: 'anna' },
    coupons: [one, two],
    ttl: 'PT0.05S',
  });
  t.equal(held.status, 201, held.text);
  await until(async () => (await stateOf(one)) === 'issued');
  t.equal(said(await buy({ coupons: [one] })), '20000: applied');
  const paid = await gateway.call('t1', 'POST /v1/receipts', {
    ...receipt(number, time(), { member: { card: 'anna' } }),
    holds: [held.body.id],
    charged: { net: 80_000, lines: [{ line: 1, net: 80_000 }] },
  });
  t.equal(paid.status, 201, paid.text);
  t.match(paid.body.coupons, [
    { code: one, status: 'refused' },
    { code: two, status: 'applied' },
  ]);
  t.equal(await stateOf(two), 'redeemed');
});

t.test('a reward: a personal code with the receipt, the same on a retry, revoked when it is cancelled', async (t) => {
  const number = next();
  const asked = receipt(number, time(), { member: { card: 'boris' }, lines: [cake(500_000)] });
  const quoted = await gateway.call('t1', 'POST /v1/quotes', asked);
  t.strictSame(quoted.body.rewards, [{ kind: 'coupon', rule: 'again', campaign: 'come-again' }]);
  const sold = await gateway.call('t1', 'POST /v1/receipts', asked);
  const [reward] = sold.body.rewards;
  t.match(reward, { kind: 'coupon', rule: 'again', campaign: 'come-again', code: /^\w{16}$/, expiresAt: /Z$/ });
  t.strictSame((await gateway.call('t1', 'POST /v1/receipts', asked)).body.rewards, [reward]);
  const { body } = await gateway.call('call-centre', `GET /v1/coupons/${reward.code}`);
  t.match(body, { state: 'issued', member: await idOf('boris'), issuedBy: sold.body.id, expiresAt: reward.expiresAt });
  await gateway.call('t1', 'POST /v1/receipts/cancel', { id: sold.body.id });
  t.equal(await stateOf(reward.code), 'revoked');
  t.notOk((await buy({ lines: [cake(500_000)] })).body.rewards.length, 'nobody is given none');
});

t.test('the forgotten card: the receipt’s coupons are not used again, and its reward is given', async (t) => {
  const [spent = '', unused = ''] = [...(await codes('once', { count: 1 })), ...(await codes('points', { count: 1 }))];
  const sold = await buy({ coupons: [spent, unused], lines: [cake(600_000)] });
  t.match(said(sold), /^20000: applied; no rule of it applied: nobody has shown a card/);
  const attached = await gateway.call('t1', `POST /v1/receipts/${sold.body.id}/attach`, { member: { card: 'anna' } });
  t.equal(attached.status, 200, attached.text);
  t.equal(attached.body.points.earn, 0, 'the code was not used, and brings no points now');
  t.equal(await stateOf(unused), 'issued');
  const [reward] = attached.body.rewards;
  t.equal(await stateOf(reward.code), 'issued');
  await gateway.call('t1', 'POST /v1/receipts/cancel', { id: sold.body.id });
  t.strictSame([await stateOf(spent), await stateOf(reward.code)], ['issued', 'revoked']);
});

t.test('windows, pauses, expiry and revocation say so', async (t) => {
  const [revoked = '', good = ''] = await codes('once', { count: 2 });
  t.equal((await marketer(`POST /v1/coupons/${revoked}/revoke`)).body.state, 'revoked');
  t.equal((await marketer(`POST /v1/coupons/${revoked}/revoke`)).status, 200, 'twice is once');
  t.equal(said(await quote({ coupons: [revoked] })), '0: revoked');
  const change = (body: object) => marketer('PATCH /v1/coupon-campaigns/once', body);
  t.equal((await change({ state: 'paused' })).status, 200);
  t.equal(said(await quote({ coupons: [good] })), '0: its campaign is paused');
  await change({ state: 'active', active: { from: '2999-01-01T00:00:00Z' } });
  t.equal(said(await quote({ coupons: [good] })), '0: not active before 2999-01-01T00:00Z');
  await change({ active: { to: '2001-01-01T00:00:00Z' } });
  t.equal(said(await quote({ coupons: [good] })), '0: expired: its campaign ended at 2001-01-01T00:00Z');
  await change({ active: null, expireAfter: 'PT1H' });
  t.equal(said(await quote({ coupons: [good] })), '20000: applied', 'issued before it had an expiry');
  const [short = ''] = await codes('once', { count: 1 });
  gateway.clock.ahead = 3_600_000;
  t.match(said(await quote({ coupons: [short] })), /^0: expired at /);
  t.equal(await stateOf(short), 'expired');
  gateway.clock.ahead = 0;
  t.equal((await change({ state: 'closed', expireAfter: null })).status, 200);
  t.equal((await change({ state: 'active' })).body.code, 'coupon_campaign_closed');
  t.equal((await marketer('POST /v1/coupon-campaigns/once/codes', { count: 1 })).body.code, 'coupon_campaign_closed');
});

t.test('a programme that names a campaign nobody has made is saved with a warning', async (t) => {
  const saved = await marketer('POST /v1/programs/side/versions', {
    program: { code: 'side' },
    groups: [
      {
        code: 'p',
        type: 'price',
        rules: [
          { code: 'a', coupon: 'nowhere', do: { percent_off: { percent: 1 } } },
          { code: 'b', coupon: 'mine', do: { percent_off: { percent: 1 } } },
        ],
      },
      { code: 'r', type: 'reward', rules: [{ code: 'c', do: { issue_coupon: { campaign: 'welcome' } } }] },
    ],
  });
  t.equal(saved.status, 201, saved.text);
  t.match(
    saved.body.lint.filter(({ message }: { message: string }) => message.includes('campaign')),
    [
      { severity: 'warning', path: 'groups[0].rules[0].coupon', message: /no coupon campaign "nowhere" yet/ },
      { severity: 'warning', path: 'groups[1].rules[0].do.issue_coupon.campaign', message: /issues no codes/ },
    ],
  );
});

t.test('a simulation knows codes, and those of a member who is made up', async (t) => {
  const [code = ''] = await codes('mine', { members: [await idOf('anna')] });
  const simulate = (member: object, coupons: readonly string[]) =>
    marketer('POST /v1/simulate', { receipt: { ...receipt('1', time()), till: 't1', coupons }, member });
  t.equal(said(await simulate({ card: 'anna' }, [code])), '30000: applied');
  t.equal(said(await simulate({ card: 'boris' }, [code])), "0: another member's");
  t.equal(said(await simulate({ state: { coupons: [{ code: 'X1', campaign: 'mine' }] } }, ['x1'])), '30000: applied');
  t.equal(await stateOf(code), 'issued');
});
