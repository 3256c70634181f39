/** Coupons from the campaign to the receipt, at two gateways of one chain. */
import t from 'tap';
import { audit } from '../../../ledger/audit/audit.ts';
import { cake, receipt } from '../../testing/receipts.ts';
import { type Key, type Reply, type StartedGateway, startGateway } from '../../testing/start-gateway.ts';

const programme = `
program: { code: main, title: Test, currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points: { worth: 100, attachDays: 14 }
groups:
  - code: shelf
    type: price
    mode: stack
    rules:
      - { code: ten, coupon: welcome, do: { percent_off: { percent: 10 } } }
      - { code: fifth, coupon: once, do: { amount_off: { amount: 20000, per: receipt } } }
      - { code: own, coupon: mine, when: 'receipt.total > 1000', do: { amount_off: { amount: 30000, per: receipt } } }
  - code: pay
    type: redemption
    rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }]
  - code: earn
    type: points
    rules:
      - { code: more, coupon: points, do: { earn_points: { points: 5, per: receipt } } }
      - { code: gift, when: 'receipt.attributes.gift > 0', do: { earn_points: { points: 500, per: receipt } } }
  - code: gifts
    type: reward
    rules: [{ code: again, when: 'receipt.total >= 500000', do: { issue_coupon: { campaign: come-again } } }]
`;

const gateway = await startGateway(t, { programme });
const other = await startGateway(t, { programme, beside: gateway });
const { time, pool } = gateway;
t.afterEach(async () => t.strictSame(await audit(pool), []));

let numbers = 0;
const next = () => `c${++numbers}`;
const marketer = (request: string, body?: unknown, headers = {}) => gateway.call('marketer', request, body, headers);

async function campaign(code: string, kind: string, more: Record<string, unknown> = {}): Promise<void> {
  const made = await marketer('POST /v1/coupon-campaigns', { code, kind, ...more });
  if (made.status !== 201) throw new Error(made.text);
}

async function codes(code: string, asked: Record<string, unknown>): Promise<string[]> {
  const made = await marketer(`POST /v1/coupon-campaigns/${code}/codes`, asked);
  if (made.status !== 201) throw new Error(made.text);
  return made.body.codes.map((one: { code: string }) => one.code);
}

interface Bought {
  readonly coupons?: readonly string[];
  readonly member?: string;
  readonly as?: Key;
  readonly at?: StartedGateway;
  readonly [field: string]: unknown;
}

const buy = ({ coupons, member, as = 't1', at = gateway, ...more }: Bought): Promise<Reply> =>
  at.call(as, 'POST /v1/receipts', {
    ...receipt(next(), time(), { ...(member !== undefined && { member: { card: member } }), ...more }),
    ...(coupons !== undefined && { coupons }),
  });

const quote = ({ coupons, member, ...more }: Bought): Promise<Reply> =>
  gateway.call('t1', 'POST /v1/quotes', {
    ...receipt(next(), time(), { ...(member !== undefined && { member: { card: member } }), ...more }),
    ...(coupons !== undefined && { coupons }),
  });

/** "20000: applied; reason, reason": what came off, and what became of each code. */
const said = ({ body }: Reply): string => {
  const outcomes = body.coupons.map((one: { status: string; reason?: string }) => one.reason ?? one.status);
  return `${body.totals.discount}: ${outcomes.join('; ')}`;
};

const stateOf = async (code: string): Promise<string> =>
  (await gateway.call('call-centre', `GET /v1/coupons/${code}`)).body.state;

const idOf = async (card: string): Promise<string> =>
  (await gateway.call('call-centre', `GET /v1/members?card=${card}`)).body.id;

await campaign('welcome', 'generic', { codes: ['WELCOME10'], limits: { member: 1, total: 3 } });
await campaign('once', 'unique');
await campaign('mine', 'personal');
await campaign('points', 'unique', { limits: { code: 2 } });
await campaign('come-again', 'personal', { expireAfter: 'P30D' });

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

t.test('goods that come back in an exchange give their code back; the new receipt may have another', async (t) => {
  const [old = '', fresh = ''] = await codes('once', { count: 2 });
  const sold = await buy({ coupons: [old] });
  const exchanged = await buy({
    coupons: [old, fresh],
    returns: [{ receipt: { id: sold.body.id }, lines: [{ line: 1, quantity: 1 }] }],
  });
  t.match(said(exchanged), /^20000: redeemed before at .*; applied$/);
  t.strictSame([await stateOf(old), await stateOf(fresh)], ['issued', 'redeemed']);
});

t.test('evaluated again from what is stored, it comes out the same', async (t) => {
  const [code = ''] = await codes('once', { count: 1 });
  const sold = await buy({ coupons: [code, 'WELCOME10', 'nonsense'], member: 'boris' });
  const { rows } = await pool.query('SELECT input FROM receipts WHERE id = $1', [sold.body.id]);
  const outcome = await gateway.parts.evaluator.evaluate(JSON.parse(rows[0].input));
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
  for (let round = 0; round < 200 && (await stateOf(one)) !== 'issued'; round += 1)
    await new Promise((done) => setTimeout(done, 20));
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
