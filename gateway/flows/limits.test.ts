import t from 'tap';
import { cake, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

/** A campaign of 100.00 off cakes in all; 50 points a member and day; the first purchase of each member. */
const programme = `
program: { code: main, title: Limits, currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points: { worth: 100 }
groups:
  - code: shelf
    type: price
    mode: stack
    rules:
      - { code: campaign, items: { sku: [cake] }, do: { percent_off: { percent: 10 } }, limits: [{ by: rule, amount: 10000, per: total }] }
      - { code: first, when: member.purchases == 0, items: { sku: [tea] }, do: { percent_off: { percent: 50 } } }
  - code: earn
    type: points
    rules:
      - { code: tenth, do: { earn_percent: { percent: 10 } }, limits: [{ by: member, points: 50, per: day }] }
`;
const gateway = await startGateway(t, { programme });
const { call, pool, time } = gateway;

let last = 0;
const next = (): string => `l${++last}`;
const commit = (body: object, as: Key = 't1'): Promise<Reply> => call(as, 'POST /v1/receipts', body);
const quote = (body: object): Promise<Reply> => call('t1', 'POST /v1/quotes', body);
const left = async (): Promise<number> =>
  10_000 - Number((await pool.query('SELECT used FROM budgets')).rows[0]?.used ?? 0);
async function member(): Promise<{ member: { card: string } }> {
  const card = next();
  await gateway.join({ cards: [{ number: card, type: 'club' }] });
  return { member: { card } };
}

t.test('a campaign gives what it has, and the receipt that crosses it the remainder', async (t) => {
  const first = await commit(receipt(next(), time(), { lines: [cake(60_000)] }));
  t.equal(first.body.totals.discount, 6_000);
  const sale = receipt(next(), time(), { lines: [cake(60_000)] });
  const quoted = await quote(sale);
  t.equal(quoted.body.totals.discount, 4_000, 'a quote knows what is left');
  t.equal(await left(), 4_000, 'and takes nothing');

  t.equal((await commit(receipt(next(), time(), { lines: [cake(10_000)] }), 't2')).body.totals.discount, 1_000);
  const changed = await commit({ ...sale, quote: quoted.body.token });
  t.match(changed.body, { code: 'quote_changed', quote: { totals: { discount: 3_000 } } });
  const second = await commit({ ...sale, quote: changed.body.quote.token });
  t.match(second.body, { totals: { discount: 3_000 } });
  t.equal(await left(), 0);
  const none = await quote({ ...receipt('q', time(), { lines: [cake(10_000)] }) });
  t.equal(none.body.totals.discount, 0);

  const back = {
    number: next(),
    businessTime: time(),
    receipt: { id: second.body.id },
    lines: [{ line: 1, quantity: 1 }],
  };
  t.equal((await call('t1', 'POST /v1/returns', back)).body.refund, 57_000);
  t.equal(await left(), 3_000, 'goods that come back bring it back');
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: first.body.id })).status, 200);
  t.equal(await left(), 9_000);
});

t.test('many tills at once never give more than the campaign has', async (t) => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      commit(receipt(next(), time(), { lines: [cake(10_000)] }), (['t1', 't2', 't3'] as const)[index % 3]),
    ),
  );
  t.ok(replies.every(({ status }) => status === 201));
  t.equal(
    replies.reduce((sum, { body }) => sum + body.totals.discount, 0),
    9_000,
  );
  t.equal(await left(), 0);
});

t.test('a member’s limit of the day, by the store’s day', async (t) => {
  const who = await member();
  const sell = async (businessTime: string, till = 't1') =>
    (
      await call('admin', 'POST /v1/receipts', {
        ...receipt(next(), businessTime, who),
        lines: [cake(30_000)],
        till,
        offline: true,
      })
    ).body.totals.earned;
  t.equal(await sell('2026-03-01T18:00:00Z'), 30);
  t.equal(await sell('2026-03-01T20:59:59Z'), 20, 'the remainder');
  t.equal(await sell('2026-03-01T20:59:59Z'), 0);
  t.equal(await sell('2026-03-01T21:00:00Z'), 30, 'in Moscow it is tomorrow');
  t.equal(await sell('2026-03-01T18:59:59Z', 't3'), 0, 'in Yekaterinburg it is still today');
  t.equal(await sell('2026-03-01T19:00:00Z', 't3'), 20, 'and tomorrow an hour and more before Moscow');
});

t.test('first purchase: two tills at the same moment, exactly one', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const who = await member();
    const lines = [{ line: 1, sku: 'tea', quantity: 1, unitPrice: 1_000 }];
    const replies = await Promise.all([
      commit(receipt(next(), time(), { ...who, lines }), 't1'),
      commit(receipt(next(), time(), { ...who, lines }), 't2'),
    ]);
    t.strictSame(replies.map(({ body }) => body.totals.discount).toSorted(), [0, 500]);
    t.equal((await quote(receipt('q', time(), { ...who, lines }))).body.totals.discount, 0);
    for (const { body } of replies) await call('admin', 'POST /v1/receipts/cancel', { id: body.id });
    t.equal(
      (await quote(receipt('q', time(), { ...who, lines }))).body.totals.discount,
      500,
      'a purchase cancelled is none',
    );
  }
});
