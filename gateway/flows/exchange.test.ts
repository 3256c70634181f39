import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Reply, startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, pool, time } = gateway;

let last = 0;
const next = (): string => `x${++last}`;
const commit = (body: object): Promise<Reply> => call('t1', 'POST /v1/receipts', body);
const quote = (body: object): Promise<Reply> => call('t1', 'POST /v1/quotes', body);
const anna = { member: { card: 'anna' } };
const boris = { member: { card: 'boris' } };
const pointsOf = async (who: object) => (await quote(receipt('q', time(), { ...who, lines: [] }))).body.points;
const sell = async (more: Record<string, unknown>): Promise<string> => {
  const { status, body } = await commit(receipt(next(), time(), more));
  t.equal(status, 201, body.detail);
  return body.id;
};
const back = (id: string, quantity = 1, line = 1) => ({ receipt: { id }, lines: [{ line, quantity }] });

t.test('quote and commit agree, and the points that come back may be spent at once', async (t) => {
  await sell({ ...anna, lines: [cake(1_000_000)] });
  const first = await sell({ ...anna, lines: [cake(1_000_000)], redeem: [{ points: 1_000 }] });
  // 1000 - 1000 + 900 earned on what money paid.
  t.match(await pointsOf(anna), { balance: 900 });
  const sale = receipt(next(), time(), {
    ...anna,
    lines: [cake(400_000)],
    returns: [back(first)],
    redeem: [{ points: 'max' }],
  });
  const quoted = (await quote(sale)).body;
  t.strictSame(quoted.returns, [
    {
      receipt: first,
      refund: 900_000,
      pointsReturned: 1_000,
      pointsTaken: 900,
      debt: 0,
      lines: [{ line: 1, sku: 'cake', quantity: 1, refund: 900_000, pointsReturned: 1_000, pointsTaken: 900 }],
    },
  ]);
  t.match(quoted.points, { balance: 1_000, redeem: 1_000 });
  t.match(await pointsOf(anna), { balance: 900 }, 'the quote has done nothing');
  const done = await commit({ ...sale, quote: quoted.token });
  t.equal(done.status, 201, done.body.detail);
  for (const part of ['lines', 'totals', 'returns']) t.strictSame(done.body[part], quoted[part], part);
  t.match(done.body.points, { balance: 300 });
  t.equal((await commit({ ...sale, quote: quoted.token })).text, done.text, 'sent again');
  t.match((await commit(receipt(next(), time(), { lines: [], returns: [back(first)] }))).body, {
    code: 'return_exceeds',
    errors: [{ path: '/returns/0/lines/0/quantity' }],
  });
});

t.test('two receipts of different members, one of them nobody’s', async (t) => {
  const [ofAnna, ofBoris, ofNobody] = [
    await sell({ ...anna, lines: [{ ...cake(3_000), quantity: 3, unitPrice: 1_000 }] }),
    await sell({ ...boris, lines: [cake(100_000)] }),
    await sell({ lines: [cake(50_000)] }),
  ];
  const before = [(await pointsOf(anna)).balance, (await pointsOf(boris)).balance];
  const sale = receipt(next(), time(), {
    ...anna,
    lines: [cake(10_000)],
    returns: [back(ofNobody), back(ofBoris), back(ofAnna, 2)],
  });
  const quoted = (await quote(sale)).body;
  const done = await commit({ ...sale, quote: quoted.token });
  t.equal(done.status, 201, done.body.detail);
  t.strictSame(done.body.returns, quoted.returns);
  t.match(done.body.returns, [
    { receipt: ofNobody, refund: 50_000, pointsTaken: 0 },
    { receipt: ofBoris, refund: 100_000, pointsTaken: 100 },
    { receipt: ofAnna, refund: 2_000, pointsTaken: 2 },
  ]);
  t.equal((await pointsOf(anna)).balance, (before[0] ?? 0) - 2 + 10);
  t.equal((await pointsOf(boris)).balance, (before[1] ?? 0) - 100);
});

t.test('two receipts of another member, who has spent the points', async (t) => {
  const card = next();
  await gateway.join({ cards: [{ number: card, type: 'club' }] });
  const who = { member: { card } };
  const [first, second] = [await sell(who), await sell(who)];
  await sell({ ...who, lines: [{ ...cake(100_000), earnable: false }], redeem: [{ points: 150 }] });
  const sale = receipt(next(), time(), { lines: [], returns: [back(first), back(second)] });
  const quoted = (await quote(sale)).body;
  t.strictSame(
    quoted.returns.map(({ debt }: { debt: number }) => debt),
    [50, 100],
  );
  const done = (await commit({ ...sale, quote: quoted.token })).body;
  t.strictSame(done.returns, quoted.returns);
  t.match(await pointsOf(who), { balance: 0, debt: 150 });
});

t.test('goods of one receipt come back once: [what, returns, code, path]', async (t) => {
  const id = await sell({ ...anna, lines: [{ ...cake(1_000), quantity: 2 }] });
  const { rows } = await pool.query('SELECT till, business_day::text AS day, number FROM receipts WHERE id = $1', [id]);
  const { till, day: businessDay, number } = rows[0];
  const named = { receipt: { till, businessDay, number }, lines: [{ line: 1, quantity: 1 }] };
  const returned = await call('t1', 'POST /v1/returns', {
    number: next(),
    businessTime: time(),
    receipt: { id: await sell(anna) },
    lines: [{ line: 1, quantity: 1 }],
  });
  const missing = '0199d1a0-0000-7000-8000-000000000000';
  const rowsOf: [string, object[], string, string?][] = [
    ['named twice', [back(id), named], 'invalid_request', '/returns/1/receipt'],
    ['more than was sold', [back(id, 2.001)], 'return_exceeds', '/returns/0/lines/0/quantity'],
    [
      'more in all',
      [
        {
          receipt: { id },
          lines: [
            { line: 1, quantity: 2 },
            { line: 1, quantity: 0.001 },
          ],
        },
      ],
      'return_exceeds',
      '/returns/0/lines/1/quantity',
    ],
    ['no such line', [back(await sell({})), back(id, 1, 9)], 'return_exceeds', '/returns/1/lines/0/line'],
    ['no such receipt', [back(missing)], 'receipt_not_found', '/returns/0/receipt'],
    ['a return', [back(returned.body.id)], 'not_a_sale'],
    ['half a name', [{ ...named, receipt: { till, number } }], 'invalid_request', '/returns/0/receipt'],
    ['two names', [{ ...named, receipt: { id, till, businessDay, number } }], 'invalid_request', '/returns/0/receipt'],
    ['nothing of it', [back(id, 0)], 'invalid_request', '/returns/0/lines/0/quantity'],
    ['too fine', [back(id, 0.0001)], 'quantity_precision', '/returns/0/lines/0/quantity'],
    ['no line of it', [{ receipt: { id }, lines: [] }], 'invalid_request', '/returns/0/lines'],
  ];
  for (const [name, returns, code, path] of rowsOf) {
    for (const call of [quote, commit]) {
      const { body } = await call(receipt(next(), time(), { ...anna, lines: [], returns }));
      t.equal(body.code, code, `${name}: ${body.detail}`);
      if (path !== undefined) t.equal(body.errors?.[0]?.path, path, `${name}: path`);
    }
  }
  t.equal((await commit(receipt(next(), time(), { lines: [], returns: [named] }))).status, 201);
  t.equal((await commit(receipt(next(), time(), { lines: [], returns: [back(id)] }))).status, 201);
  t.equal((await commit(receipt(next(), time(), { lines: [], returns: [back(id)] }))).body.code, 'return_exceeds');
});

t.test('a changed quote says what comes back as well', async (t) => {
  const id = await sell(anna);
  const sale = receipt(next(), time(), {
    ...anna,
    lines: [cake(10_000_000)],
    returns: [back(id)],
    redeem: [{ points: 'max' }],
  });
  const quoted = (await quote(sale)).body;
  await sell({ ...anna, redeem: [{ points: 10 }] });
  const changed = await commit({ ...sale, quote: quoted.token });
  t.equal(changed.body.code, 'quote_changed');
  const { token, ...enclosed } = changed.body.quote;
  const { token: _, ...asked } = (await quote(sale)).body;
  t.strictSame(enclosed, asked);
  t.equal((await commit({ ...sale, quote: token })).status, 201);
});

t.test('what was exchanged for can come back, and the exchange is not cancelled at a stroke', async (t) => {
  const id = await sell(anna);
  const exchange = await sell({ ...anna, lines: [cake(70_000)], returns: [back(id)] });
  const cancelled = await call('t1', 'POST /v1/receipts/cancel', { id: exchange });
  t.equal(cancelled.body.code, 'receipt_not_cancellable');
  const returned = await call('t1', 'POST /v1/returns', { number: next(), businessTime: time(), ...back(exchange) });
  t.match(returned.body, { refund: 70_000, pointsTaken: 70 });
});
