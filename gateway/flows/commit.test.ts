import { Redis } from 'ioredis';
import t from 'tap';
import { keys } from '../../ledger/gate/keys.ts';
import { cake, dayBefore, programme, receipt } from '../testing/receipts.ts';
import { type Reply, startGateway } from '../testing/start-gateway.ts';

const hourMs = 3_600_000;
const gateway = await startGateway(t, { programme });
const { call, clock, parts, pool, publish, time } = gateway;

let last = 0;
const next = (): string => `c${++last}`;
const anna = { member: { card: 'anna' } };
const commit = (body: object, as: 't1' | 't2' | 't3' = 't1'): Promise<Reply> => call(as, 'POST /v1/receipts', body);
const quote = (body: object): Promise<Reply> => call('t1', 'POST /v1/quotes', body);
const balance = async (): Promise<number> =>
  (await quote(receipt('q', time(), { ...anna, lines: [] }))).body.points.balance;
/** Everything a refusal or a replay must leave as it was. */
const ledger = async (): Promise<unknown> =>
  (
    await pool.query(`SELECT (SELECT count(*) FROM receipts) AS receipts, (SELECT count(*) FROM receipt_keys) AS keys,
      (SELECT count(*) FROM transfers) AS transfers, (SELECT json_agg(state ORDER BY id) FROM parties) AS parties`)
  ).rows[0];

async function refused(reply: Promise<Reply>, code: string, path?: string): Promise<void> {
  const before = await ledger();
  const { body, status } = await reply;
  t.equal(body.code, code, `${status} ${body.detail}`);
  if (path !== undefined) t.equal(body.errors?.[0]?.path, path);
  t.strictSame(await ledger(), before, `${code} has no effect`);
}

async function replays(first: Reply, body: object, why: string): Promise<void> {
  const before = await ledger();
  const again = await commit(body);
  t.equal(again.status, 200, `${why}: ${again.body.detail ?? 'replayed'}`);
  t.ok(again.replayed, why);
  t.equal(again.text, first.text, `${why}: to the byte`);
  t.strictSame(await ledger(), before, `${why}: no effect`);
}

t.test('a quote is kept: the commit comes out the same', async (t) => {
  const sale = receipt(next(), time(), {
    ...anna,
    lines: [cake(500_000), { line: 2, sku: 'tea', quantity: 3, unitPrice: 3_333 }],
  });
  const quoted = (await quote(sale)).body;
  const committed = await commit({ ...sale, quote: quoted.token });
  t.equal(committed.status, 201);
  t.notOk(committed.replayed);
  for (const part of ['lines', 'totals', 'program', 'rewards', 'messages', 'nudges', 'coupons']) {
    t.strictSame(committed.body[part], quoted[part], part);
  }
  t.match(committed.body, { state: 'committed', points: { balance: 508, earn: 508, redeem: 0 } });
  t.equal(committed.body.token, undefined);
  t.equal(committed.body.variance, undefined);
  await replays(committed, { ...sale, quote: quoted.token }, 'sent again');
  await replays(committed, sale, 'sent again without the quote');
});

t.test('points pay in the same step', async (t) => {
  const before = await balance();
  const sale = receipt(next(), time(), { ...anna, redeem: [{ points: 200 }] });
  const { body } = await commit(sale);
  t.match(body, {
    totals: { gross: 100_000, redeemed: 20_000, net: 80_000, earned: 80 },
    points: { balance: before - 120, redeem: 200, earn: 80, held: 0 },
  });
  const max = await commit(receipt(next(), time(), { ...anna, redeem: [{ points: 'max' }] }));
  t.match(max.body.points, { redeem: before - 120, balance: 61 }, 'half of 1000.00 would be 500');
  await refused(commit(receipt(next(), time(), { ...anna, redeem: [{ points: 62 }] })), 'insufficient_points');
  await refused(
    commit(receipt(next(), time(), { ...anna, lines: [cake(1_000)], redeem: [{ points: 6 }] })),
    'redeem_not_allowed',
  );
  await refused(commit(receipt(next(), time(), { redeem: [{ points: 1 }] })), 'member_required', '/redeem');
  await refused(
    commit(receipt(next(), time(), { ...anna, redeem: [{ purse: 'gold', points: 1 }] })),
    'invalid_request',
    '/redeem/0/purse',
  );
});

t.test('what is refused may be corrected and sent under the same number', async () => {
  const sale = receipt(next(), time(), anna);
  await refused(commit({ ...sale, redeem: [{ points: 5_000 }] }), 'insufficient_points');
  t.equal((await commit({ ...sale, lines: [cake(2_000)] })).status, 201);
});

t.test('another receipt of the number is refused, whatever else is wrong with it', async (t) => {
  const sale = receipt(next(), time(), anna);
  const first = await commit(sale);
  t.equal(first.status, 201);
  await refused(commit({ ...sale, lines: [cake(100_001)] }), 'receipt_conflict');
  await refused(commit({ ...sale, member: { card: 'boris' } }), 'receipt_conflict');
  await refused(commit({ ...sale, tenders: [{ type: 'cash', amount: 100_000 }] }), 'receipt_conflict');
  await refused(commit({ ...sale, member: { card: 'nobody' } }), 'receipt_conflict');
  await refused(commit({ ...sale, lines: [cake(1)], quote: 'forged' }), 'receipt_conflict');
  const other = await commit({ ...sale, lines: [cake(7)] }, 't2');
  t.equal(other.status, 201, 'another till has numbers of its own');
  const yesterday = dayBefore(time());
  t.equal((await commit({ ...sale, businessDay: yesterday, lines: [cake(8)] })).status, 201, 'so has another day');
  const far = await commit({ ...sale, businessDay: '2020-01-01', lines: [cake(8)] });
  t.equal(far.body.code, 'clock_skew', 'but none of years ago');
  t.equal(far.body.errors[0].path, '/businessDay');
});

t.test('two at once: one commits, the other is answered the same', async (t) => {
  const sale = receipt(next(), time(), anna);
  const replies = await Promise.all([commit(sale), commit(sale), commit(sale)]);
  t.strictSame(replies.map(({ status }) => status).toSorted(), [200, 200, 201]);
  t.equal(new Set(replies.map(({ text }) => text)).size, 1);
});

t.test('tokens that are none, or not for here', async () => {
  const sale = receipt(next(), time(), anna);
  const { token } = (await quote(sale)).body;
  const [text, signature] = token.split('.');
  const promise = JSON.parse(Buffer.from(text, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...promise, version: 9 })).toString('base64url');
  for (const wrong of ['', '.', 'x.y', text, `${text}.`, `.${signature}`, `${forged}.${signature}`, `${token}.x`]) {
    await refused(commit({ ...sale, quote: wrong }), 'quote_invalid', '/quote');
  }
  await refused(commit({ ...sale, quote: 'x'.repeat(1_025) }), 'invalid_request', '/quote');
  await refused(commit({ ...sale, quote: token }, 't3'), 'quote_invalid', '/quote');
  t.equal((await commit({ ...sale, quote: token }, 't2')).status, 201, 'another till of the store may finish it');
});

t.test('quote_changed brings the new quote, which commits', async (t) => {
  // Anna has points; both tills are told that she may spend all of them.
  await commit(receipt(next(), time(), { ...anna, lines: [cake(1_000_000)] }));
  const before = await balance();
  const sale = receipt(next(), time(), { ...anna, lines: [cake(10_000_000)], redeem: [{ points: 'max' }] });
  const quoted = await quote(sale);
  t.equal(quoted.body.points.redeem, before);
  await commit(receipt(next(), time(), { ...anna, redeem: [{ points: 100 }] }), 't2');
  const now = await balance();

  const changed = await commit({ ...sale, quote: quoted.body.token });
  t.equal(changed.status, 409);
  t.equal(changed.body.code, 'quote_changed');
  t.equal(changed.body.retryable, false);
  const fresh = (await quote(sale)).body;
  const { token, ...enclosed } = changed.body.quote;
  const { token: _, ...asked } = fresh;
  t.strictSame(enclosed, asked, 'it is the quote that asking again would give');
  t.equal(enclosed.points.balance, now, 'of the points before the receipt');
  const committed = await commit({ ...sale, quote: token });
  t.equal(committed.status, 201, committed.body.detail);
  t.strictSame(committed.body.lines, enclosed.lines);
});

t.test('a change that makes no difference to the customer is none', async (t) => {
  const sale = receipt(next(), time(), anna);
  const quoted = await quote(sale);
  await commit(receipt(next(), time(), anna), 't2');
  t.equal((await commit({ ...sale, quote: quoted.body.token })).status, 201);
});

t.test('a receipt is priced under the version quoted, until that is revoked', async (t) => {
  const sale = receipt(next(), time(), anna);
  const quoted = await quote(sale);
  const version = await publish(
    programme.replace('percent: 10 } } }\n      - { code: promo', 'percent: 20 } } }\n      - { code: promo'),
  );
  t.equal((await quote(sale)).body.totals.earned, 200, 'the new version is in force');
  const committed = await commit({ ...sale, quote: quoted.body.token });
  t.match(committed.body, { program: { version: version - 1 }, totals: { earned: 100 } });

  const late = receipt(next(), time(), anna);
  const promised = await quote(late);
  t.equal(promised.body.program.version, version);
  t.equal((await call('admin', `POST /v1/programs/main/versions/${version}/revoke`)).status, 200);
  await refused(commit({ ...late, quote: promised.body.token }), 'programme_revoked');
  const charged = { net: 100_000, lines: [{ line: 1, net: 100_000 }] };
  const paid = await commit({ ...late, quote: promised.body.token, charged });
  t.equal(paid.status, 201, 'what is paid is priced under the version in force instead');
  t.match(paid.body, { program: { version: version - 1 }, totals: { earned: 100 } });
});

t.test('a token is good for 24 hours; a receipt that was committed with it, for ever', async (t) => {
  const committed = receipt(next(), time(), anna);
  const firstToken = (await quote(committed)).body.token;
  const first = await commit({ ...committed, quote: firstToken });
  const sale = receipt(next(), time(), anna);
  const { token } = (await quote(sale)).body;
  clock.ahead = 24 * hourMs - 60_000;
  const early = receipt(next(), time(), anna);
  t.equal((await commit({ ...early, quote: token })).status, 201, 'another receipt that comes to the same');
  clock.ahead = 24 * hourMs + 60_000;
  await refused(commit({ ...sale, businessTime: time(), quote: token }), 'quote_expired', '/quote');
  const charged = { net: 90_000, lines: [{ line: 1, net: 90_000 }] };
  t.equal((await commit({ ...sale, businessTime: time(), quote: token, charged })).status, 201, 'paid is paid');
  await replays(first, { ...committed, quote: firstToken }, 'the token and the clock are out of date');
  clock.ahead = 0;
});

t.test('what was committed is answered again, whatever has become of the rest', async (t) => {
  const vera = await gateway.join({ name: 'Vera', cards: [{ number: 'vera', type: 'club' }] });
  const card = { member: { card: 'vera' } };
  await commit(receipt(next(), time(), card));
  const number = next();
  const hold = await call('t1', 'POST /v1/holds', { number, member: { id: vera }, redeem: [{ points: 50 }] });
  const sale = receipt(number, time(), card);
  const first = await commit({ ...sale, holds: [hold.body.id] });
  t.match(first.body.points, { redeem: 50, balance: 145, held: 0 });
  await replays(first, { ...sale, holds: [hold.body.id] }, 'the hold is posted');
  await replays(first, sale, 'the hold is not named');
  await pool.query(`UPDATE cards SET state = 'blocked' WHERE number = 'vera'`);
  parts.directory.clear();
  await refused(commit(receipt(next(), time(), card)), 'card_blocked');
  await replays(first, { ...sale, holds: [hold.body.id] }, 'the card is blocked');
  clock.ahead = 400 * 24 * hourMs;
  await replays(first, sale, 'a year has gone by');
  clock.ahead = 0;
  await pool.query(`UPDATE cards SET state = 'active' WHERE number = 'vera'`);
  parts.directory.clear();
});

t.test('training and listings are quoted alone', async () => {
  await refused(commit(receipt(next(), time(), { training: true })), 'training_receipt');
  await refused(commit(receipt(next(), time(), { mode: 'listing' })), 'listing_receipt');
});

t.test('the business day is the store’s own: [store’s till, time, day]', async (t) => {
  const rows: ['t1' | 't3', string, string][] = [
    ['t1', '2020-06-30T20:59:59Z', '2020-06-30'],
    ['t1', '2020-06-30T21:00:00Z', '2020-07-01'],
    ['t3', '2020-06-30T18:59:59.999Z', '2020-06-30'],
    ['t3', '2020-06-30T19:00:00Z', '2020-07-01'],
    ['t3', '2020-07-01T02:00:00+07:00', '2020-07-01'],
  ];
  for (const [till, businessTime, businessDay] of rows) {
    const sale = { ...receipt(next(), businessTime), till, offline: true };
    t.equal((await call('admin', 'POST /v1/receipts', sale)).status, 201);
    const found = `GET /v1/receipts?till=${till}&businessDay=${businessDay}&number=${sale.number}`;
    t.equal((await call('admin', found)).status, 200, `${businessTime} at ${till} is of ${businessDay}`);
  }
});

t.test('points are not spent faster than anybody shops', async (t) => {
  await gateway.join({ name: 'Gleb', cards: [{ number: 'gleb', type: 'club' }] });
  const card = { member: { card: 'gleb' } };
  await commit(receipt(next(), time(), { ...card, lines: [cake(1_000_000)] }));
  const one = () => commit(receipt(next(), time(), { ...card, redeem: [{ points: 1 }] }));
  const redis = new Redis(gateway.redisUrl);
  t.teardown(() => redis.disconnect());
  const seconds = async () => Number((await redis.time())[0]);
  const began = await seconds();
  const replies = await Promise.all(Array.from({ length: 100 }, one));
  const passed = replies.filter(({ status }) => status === 201).length;
  // One more a second is let through, by the clock of Redis, however long the machine takes.
  const most = 60 + (await seconds()) - began + 1;
  t.ok(passed >= 60 && passed <= most, `${passed} of 100 do not wait, and ${most} may`);
  // Empty, until it is written again.
  const { rows } = await pool.query(
    "SELECT party FROM members m JOIN cards c ON c.member = m.id WHERE c.number = 'gleb'",
  );
  await redis.set(keys.rate(`redeem:${rows[0].party}`), String(Number.MAX_SAFE_INTEGER));
  const limited = await one();
  t.match(limited, { status: 429, body: { code: 'rate_limited', retryable: true } });
  t.equal(limited.headers['retry-after'], '1');
  const charged = { net: 99_900, lines: [{ line: 1, net: 99_900, redeemed: 100 }] };
  t.equal((await commit(receipt(next(), time(), { ...card, charged }))).status, 201, 'what is paid does not wait');
});

t.test('a receipt that cannot be evaluated now may be sent again', async (t) => {
  const { evaluator } = parts;
  const rows = [
    ['evaluation_failed', 500, false],
    ['overloaded', 503, true],
  ] as const;
  for (const [code, status, retryable] of rows) {
    const sale = receipt(next(), time(), anna);
    const value = async () => ({ ok: false, code, detail: 'not now' });
    const restored = (['sell', 'quote'] as const).map((name) => t.intercept(evaluator, name, { value }));
    for (const ask of [quote, commit]) {
      const before = await ledger();
      const reply = await ask(sale);
      t.match(reply, { status, body: { code, retryable, detail: 'not now' } });
      t.equal(reply.headers['retry-after'], retryable ? '1' : undefined);
      t.strictSame(await ledger(), before, 'no effect');
    }
    for (const one of restored) one.restore();
    t.equal((await commit(sale)).status, 201);
  }
});
