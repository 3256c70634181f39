/** The life of gift certificates as tills, marketers and a call centre see it. */
import { deepEqual } from 'node:assert/strict';
import t from 'tap';
import { audit } from '../../../ledger/audit/audit.ts';
import { programme, receipt } from '../../testing/receipts.ts';
import { startGateway } from '../../testing/start-gateway.ts';

const rewarding = `${programme}
  - code: thanks
    type: reward
    rules:
      - { code: gift-card, when: 'receipt.total >= 1000000', do: { issue_certificate: { amount: 50000, expireAfter: P6M } } }
`;
const gateway = await startGateway(t, { programme: rewarding });
const { call, time, pool, clock } = gateway;
t.afterEach(async () => deepEqual(await audit(pool), []));

let numbers = 0;
const next = () => `c${++numbers}`;
const get = async (code: string) => (await call('t1', `GET /v1/certificates/${code}`)).body;
async function issued(amount: number, more: object = {}): Promise<string> {
  const { status, body, text } = await call('marketer', 'POST /v1/certificates', { amount, ...more });
  t.equal(status, 201, text);
  return body.code;
}
const hold = (code: string, amount: number, number: string, more: object = {}, headers = {}) =>
  call('t1', 'POST /v1/holds', { number, certificate: { code, amount }, ...more }, headers);

t.test('issued, activated at a till, paid with in parts, given back, revoked', async (t) => {
  const code = await issued(150_000, { expireAfter: 'P1Y' });
  t.match(code, /^[0-9A-HJKMNP-TV-Z]{16}$/);
  t.match(await get(code), { state: 'issued', balance: 0, amount: 150_000, currency: 'RUB', operations: [] });
  t.match((await hold(code, 1, next())).body, { code: 'certificate_not_usable' });
  const first = await call('t1', `POST /v1/certificates/${code}/activate`);
  t.match(first, { status: 200, body: { state: 'active', balance: 150_000 } });
  t.match(await call('t2', `POST /v1/certificates/${code}/activate`), { status: 200, text: first.text }, 'once');
  const year = Date.parse(first.body.expiresAt) - Date.parse(first.body.activatedAt);
  t.ok([365, 366].includes(year / 86_400_000), 'a year from its activation');

  const number = next();
  const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase();
  const held = await hold(typed, 60_000, number, {}, { 'idempotency-key': 'h1' });
  t.match(held, {
    status: 201,
    body: {
      state: 'active',
      redeem: [],
      points: 0,
      amount: 60_000,
      certificates: [{ code, amount: 60_000, balance: 90_000 }],
    },
  });
  t.notOk('member' in held.body);
  t.match(await hold(typed, 60_000, number, {}, { 'idempotency-key': 'h1' }), { replayed: true, text: held.text });
  t.match((await hold(typed, 60_001, number, {}, { 'idempotency-key': 'h1' })).body, {
    code: 'idempotency_key_reused',
  });
  t.match((await hold(code, 90_001, number)).body, { code: 'certificate_insufficient' });
  t.match(await get(code), { balance: 90_000, held: 60_000 });
  t.match((await call('t1', `GET /v1/holds/${held.body.id}`)).body, { certificates: [{ balance: 90_000 }] });

  const sale = receipt(number, time(), { holds: [held.body.id] });
  const quoted = (await call('t1', 'POST /v1/quotes', sale)).body;
  const sold = await call('t1', 'POST /v1/receipts', { ...sale, quote: quoted.token });
  t.match(sold, {
    status: 201,
    body: { totals: { net: 100_000 }, certificates: [{ code, amount: 60_000, balance: 90_000 }] },
  });
  t.match(await call('t1', 'POST /v1/receipts', sale), { status: 200, text: sold.text });
  t.match(await get(code), {
    balance: 90_000,
    held: 0,
    operations: [
      { seq: 2, reason: 'redeem', amount: 60_000, receipt: sold.body.id },
      { seq: 1, reason: 'activate' },
    ],
  });

  const back = {
    number: next(),
    businessTime: time(),
    receipt: { id: sold.body.id },
    lines: [{ line: 1, quantity: 1 }],
  };
  const dry = await call('t1', 'POST /v1/returns?dry=true', back);
  t.match(dry.body, { refund: 100_000, certificates: [{ code, amount: 60_000, balance: 150_000 }] });
  t.match((await get(code)).balance, 90_000);
  const preview = { ...receipt(next(), time()), returns: [{ receipt: { id: sold.body.id }, lines: back.lines }] };
  t.match((await call('t1', 'POST /v1/quotes', preview)).body.returns, [{ certificates: [{ amount: 60_000 }] }]);
  t.match(await call('t1', 'POST /v1/returns', back), { status: 201, body: { certificates: [{ balance: 150_000 }] } });

  t.match(await call('call-centre', `POST /v1/certificates/${code}/revoke`), { status: 403 });
  t.match(await call('marketer', `POST /v1/certificates/${code}/revoke`), { body: { state: 'revoked', balance: 0 } });
  t.match(await call('marketer', `POST /v1/certificates/${code}/revoke`), { body: { state: 'revoked', balance: 0 } });
});

t.test('points and a certificate in one hold; it is voided, extended and lapses as any', async (t) => {
  await call('t1', 'POST /v1/receipts', receipt(next(), time(), { member: { card: 'anna' } }));
  const code = await issued(10_000, { active: true });
  const both = { member: { card: 'anna' }, redeem: [{ points: 10 }] };
  const number = next();
  const { body: held } = await hold(code, 10_000, number, both);
  t.match(held, { amount: 11_000, points: 10, certificates: [{ balance: 0 }] });
  t.match((await call('t1', `POST /v1/holds/${held.id}/extend`, { ttl: 'PT20M' })).status, 200);
  t.match(await call('t1', `POST /v1/holds/${held.id}/void`), {
    body: { state: 'voided', certificates: [{ balance: 10_000 }] },
  });
  const { body: again } = await hold(code, 4_000, number, both);
  const without = await call('t1', 'POST /v1/receipts', receipt(number, time(), { holds: [again.id] }));
  t.match(without.body, { code: 'member_required' });
  const sold = await call(
    't1',
    'POST /v1/receipts',
    receipt(number, time(), { holds: [again.id], member: { card: 'anna' } }),
  );
  t.match(sold.body, { totals: { redeemed: 1_000, net: 99_000 }, certificates: [{ amount: 4_000, balance: 6_000 }] });
  t.match(await call('t1', 'POST /v1/receipts/cancel', { id: sold.body.id }), { status: 200 });
  t.match(await get(code), { state: 'active', balance: 10_000, held: 0 });
});

t.test('sold as goods: active with the receipt, and no more when it comes back', async (t) => {
  const code = await issued(30_000);
  const lines = [{ line: 1, sku: 'gift-card', quantity: 1, unitPrice: 30_000, attributes: { certificate: code } }];
  const sold = await call('t1', 'POST /v1/receipts', receipt(next(), time(), { lines }));
  t.match(sold.body, { activated: [{ line: 1, code, amount: 30_000 }] });
  const back = {
    number: next(),
    businessTime: time(),
    receipt: { id: sold.body.id },
    lines: [{ line: 1, quantity: 1 }],
  };
  const { body: held } = await hold(code, 1, next());
  t.match((await call('t1', 'POST /v1/returns', back)).body, {
    code: 'certificate_used',
    errors: [{ path: '/lines/0' }],
  });
  t.match((await call('t1', 'POST /v1/receipts/cancel', { id: sold.body.id })).body, {
    code: 'receipt_not_cancellable',
  });
  await call('t1', `POST /v1/holds/${held.id}/void`);
  t.match((await call('t1', 'POST /v1/returns', back)).body, { refund: 30_000, deactivated: [code] });
  t.match(await get(code), { state: 'issued', balance: 0 });
});

t.test(
  'a rule gives one: in the quote without its code, active once it is committed, gone when that is cancelled',
  async (t) => {
    const lines = [{ line: 1, sku: 'sofa', quantity: 1, unitPrice: 1_000_000 }];
    const sale = receipt(next(), time(), { lines });
    const quoted = (await call('t1', 'POST /v1/quotes', sale)).body;
    const expiresAt = quoted.rewards[0].expiresAt;
    t.strictSame(quoted.rewards, [{ kind: 'certificate', rule: 'gift-card', amount: 50_000, expiresAt }]);
    const sold = await call('t1', 'POST /v1/receipts', sale);
    const [{ code }] = sold.body.rewards;
    t.match(code, /^[0-9A-HJKMNP-TV-Z]{16}$/);
    t.match(await call('t1', 'POST /v1/receipts', sale), { status: 200, text: sold.text }, 'a retry gives the same');
    t.match(await get(code), { state: 'active', balance: 50_000, expiresAt });
    t.match(await call('t1', 'POST /v1/receipts/cancel', { id: sold.body.id }), { status: 200 });
    t.match(await get(code), { state: 'revoked', balance: 0 });
  },
);

t.test('a line that sold one comes back in two parts; between them it is sold anew', async (t) => {
  const code = await issued(30_000);
  const lines = [{ line: 1, sku: 'gift-card', quantity: 1, unitPrice: 30_000, attributes: { certificate: code } }];
  const sell = () => call('t1', 'POST /v1/receipts', receipt(next(), time(), { lines }));
  const first = await sell();
  const half = () =>
    call('t1', 'POST /v1/returns', {
      number: next(),
      businessTime: time(),
      receipt: { id: first.body.id },
      lines: [{ line: 1, quantity: 0.5 }],
    });
  t.match((await half()).body, { refund: 15_000, deactivated: [code] });
  t.match((await sell()).body, { activated: [{ code }] });
  t.notOk('deactivated' in (await half()).body);
  t.match(await get(code), { state: 'active', balance: 30_000 }, 'it is the second customer’s');
});

t.test('many at once, as CSV; the same request is told the same ones', async (t) => {
  const order = { amount: 5_000, count: 7_001, expireAfter: 'P90D' };
  const key = { 'idempotency-key': 'batch-1' };
  const made = await call('admin', 'POST /v1/certificates', order, key);
  t.match(made, { status: 200, headers: { 'content-type': /^text\/csv/ } });
  const [head, ...lines] = made.text.trim().split('\n');
  t.equal(head, 'code,amount,currency,expireAfter,expiresAt');
  t.equal(new Set(lines).size, 7_001);
  t.match(lines[0], /^[0-9A-Z]{16},5000,RUB,P90D,$/);
  t.match(await call('admin', 'POST /v1/certificates', order, key), { text: made.text, replayed: true });
  const { body } = await call('admin', 'POST /v1/certificates', { ...order, count: 3 }, key);
  t.match(body, { code: 'idempotency_key_reused' });
  t.match(await get((lines[7_000] ?? '').slice(0, 16)), { state: 'issued', amount: 5_000 });
});

t.test('when its time is over it is expired at once, whoever looks', async (t) => {
  const code = await issued(1_000, { active: true, expiresAt: new Date(gateway.now() + 3_600_000).toISOString() });
  t.match(await get(code), { state: 'active', balance: 1_000 });
  clock.ahead += 3_600_001;
  t.match(await get(code), { state: 'expired', balance: 0 });
  t.match((await hold(code, 1, next(), { businessTime: time() })).body, { code: 'certificate_not_usable' });
  t.match(
    (await hold(code, 1, next(), { businessTime: time(7_200_000) })).status,
    201,
    'when the customer shopped it had not',
  );
});
