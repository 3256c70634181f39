/** A receipt is committed exactly once: what its key does in every case there is. */
import t from 'tap';
import { fullestPurse } from '../parties/purses.ts';
import { readReceipts } from '../receipts/read.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import { bodyOf, openShop, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer, pool } = shop;
const ann = await shop.shopper();
await shop.give(ann, 1_000);

t.test('the same receipt again: the same reply to the byte, and nothing else', async (t) => {
  const sale = await shop.sale({ shopper: ann });
  const first = await committer.submit(sale);
  t.equal(wordOf(first), 'done');
  const before = await shop.balance(ann);
  // A retry is evaluated anew, on the party as it is by then, and has an id of its own.
  const again = await committer.submit({ ...(await shop.sale({ shopper: ann })), key: sale.key });
  t.same(again, { ...first, replayed: true });
  t.equal(await shop.balance(ann), before);
  const [row] = await readReceipts(pool, [sale.id]);
  t.equal(row?.reply, (first as { reply: string }).reply);
});

t.test('another body under the key: a conflict, and no effect', async (t) => {
  const sale = await shop.sale({ shopper: ann });
  await committer.submit(sale);
  const before = await shop.balance(ann);
  const other = await shop.sale({ shopper: ann, amounts: [999] });
  const outcome = await committer.submit({ ...other, key: sale.key });
  t.match(outcome, { kind: 'refused', code: 'receipt_conflict', detail: new RegExp(sale.id) });
  t.equal(await shop.balance(ann), before);
});

t.test('sale and return of one number are two receipts, days and tills keep theirs apart', async (t) => {
  const sale = await shop.sale({ amounts: [100] });
  const others = [
    { ...sale.key, businessDay: '2026-11-21' },
    { ...sale.key, till: 't2' },
    { ...sale.key, number: `${sale.key.number} ` },
    { ...sale.key, number: sale.key.number.toUpperCase() },
  ];
  t.equal(wordOf(await committer.submit(sale)), 'done');
  for (const key of others) {
    t.equal(
      wordOf(await committer.submit({ ...(await shop.sale({ amounts: [100] })), key })),
      'done',
      JSON.stringify(key),
    );
  }
  const back = await shop.return(sale.id, [[1, 1000]], { key: { ...sale.key, kind: 'return' } });
  t.equal(wordOf(await committer.submit(back)), 'done');
});

t.test('a refused receipt may be corrected and sent again under its number', async (t) => {
  const wrong = await shop.sale({ shopper: ann, amounts: [50_000], redeem: [{ points: 20_000 }] });
  t.equal(wordOf(await committer.submit(wrong)), 'insufficient_points');
  const { rowCount } = await pool.query('SELECT FROM receipt_keys WHERE number = $1', [wrong.key.number]);
  t.equal(rowCount, 0, 'the key is free');
  const right = await shop.sale({ shopper: ann, amounts: [50_000], number: wrong.key.number });
  t.equal(wordOf(await committer.submit(right)), 'done');
});

t.test(
  'a hold or a dry return that is refused leaves alone the key that a receipt of the batch has claimed',
  async (t) => {
    const sale = await shop.sale({ shopper: ann, amounts: [10] });
    const sold = bodyOf(await shop.sell({ shopper: ann, amounts: [10] }));
    const back = await shop.return(sold.id, [[1, 1000]]);
    const dry = await shop.return(sold.id, [[1, 5000]], { key: back.key, dry: true });
    const outcomes = await Promise.all([
      committer.submit(sale),
      committer.submit(shop.hold(ann, 1_000_000, { key: sale.key })),
      committer.submit(back),
      committer.submit(dry),
    ]);
    t.same(outcomes.map(wordOf), ['done', 'insufficient_points', 'done', 'return_exceeds']);
    t.equal(wordOf(await committer.submit(sale)), 'done', 'the sale is known by its own id');
    t.equal(
      wordOf(await committer.submit({ ...(await shop.sale({ shopper: ann, amounts: [10] })), key: sale.key })),
      'replayed',
    );
  },
);

t.test('two of one number in one moment: one is committed, the other is told so', async (t) => {
  const sale = await shop.sale({ shopper: ann });
  const [first, second, other] = await Promise.all([
    committer.submit(sale),
    committer.submit({ ...(await shop.sale({ shopper: ann })), key: sale.key }),
    committer.submit({ ...(await shop.sale({ shopper: ann, amounts: [3] })), key: sale.key }),
  ]);
  t.same([first, second, other].map(wordOf), ['done', 'replayed', 'receipt_conflict']);
  t.equal(bodyOf(second).id, sale.id);
});

t.test('cancelled before it arrived: the tombstone refuses it for good', async (t) => {
  const { number } = shop.keyOf();
  t.same(bodyOf(await committer.submit(await shop.cancel(number))), { state: 'cancelled', number });
  t.equal(wordOf(await committer.submit(await shop.cancel(number))), 'replayed');
  t.equal(wordOf(await shop.sell({ shopper: ann, number })), 'receipt_cancelled');
  t.equal(wordOf(await shop.sell({ shopper: ann, number })), 'receipt_cancelled');
});

t.test('cancelled while it arrives: whoever is first decides, and the other is told', async (t) => {
  const committers = [shop.gateway(), shop.gateway()];
  for (let round = 0; round < 10; round += 1) {
    const { number } = shop.keyOf();
    const sale = await shop.sale({ shopper: ann, number });
    const cancel = await shop.cancel(number);
    const [sold, cancelled] = await Promise.all([
      committers[round % 2]?.submit(sale),
      committers[1 - (round % 2)]?.submit(cancel),
    ]);
    if (sold === undefined || cancelled === undefined) throw new Error('two committers');
    const words = `${wordOf(sold)} ${wordOf(cancelled)}`;
    t.ok(['done again', 'receipt_cancelled done'].includes(words), words);
    if (words !== 'done again') continue;
    // It arrived between the look-up and the lock: the caller looks again, and finds it.
    t.equal(wordOf(await committer.submit(await shop.cancel(number))), 'done');
  }
});

t.test(
  'keys are claimed in one order, whatever the order of the batch: that is what keeps gateways from deadlocks',
  async (t) => {
    const patient = shop.gateway({ lockMs: 60_000 });
    const claim = (number: string | undefined) =>
      `INSERT INTO receipt_keys (till, business_day, number, kind) VALUES ('t1', '2026-11-22', '${number}', 'sale')`;
    // A gateway that has not looked at the clock yet decides under locks, later on it does without.
    for (const how of ['locked', 'plain']) {
      const [a, b, c] = [`${how}-a`, `${how}-b`, `${how}-c`];
      const sales = await Promise.all([c, a, b].map((number) => shop.sale({ number })));
      const [other, third] = [await pool.connect(), await pool.connect()];
      await other.query('BEGIN');
      await other.query(claim(b));
      const outcomes = Promise.all(sales.map((sale) => patient.submit(sale)));
      await until(() => somebodyWaits(pool));
      await third.query("BEGIN; SET LOCAL lock_timeout = '100ms'");
      await third.query(claim(c));
      await t.rejects(third.query(claim(a)), { code: '55P03' }, 'the batch has a, waits for b and has not come to c');
      await third.query('ROLLBACK');
      await other.query('ROLLBACK');
      for (const client of [other, third]) client.release();
      t.same((await outcomes).map(wordOf), ['done', 'done', 'done']);
    }
  },
);

t.test('a number that Postgres cannot keep to the letter is refused at once', async (t) => {
  for (const number of ['a\u0000b', '\ud800', 'x\udfff']) {
    const sale = { ...(await shop.sale({})), key: shop.keyOf(number) };
    t.equal(wordOf(await committer.submit(sale)), 'invalid_request', JSON.stringify(number));
    t.equal(
      wordOf(await committer.submit({ ...sale, key: { ...sale.key, till: number, number: '1' } })),
      'invalid_request',
    );
  }
  for (const number of ['a\nb', '["x"]', "');--", '😀', 'e\u0301', '\u00e9', '\ufffd', ' ', '\\x00', 'x'.repeat(64)]) {
    const sale = { ...(await shop.sale({})), key: shop.keyOf(number) };
    t.equal(wordOf(await committer.submit(sale)), 'done', JSON.stringify(number));
    t.equal(
      wordOf(await committer.submit({ ...(await shop.sale({})), key: sale.key })),
      'replayed',
      JSON.stringify(number),
    );
  }
});

t.test('what a till sends along may be any text that JSON can carry', async (t) => {
  const attributes = { note: 'a\u0000b', half: '\ud800', quote: `"'\\` };
  const sale = await shop.sale({ shopper: ann, attributes });
  const { id } = bodyOf(await committer.submit(sale));
  bodyOf(await committer.submit(await shop.return(id, [[1, 500]])));
  const [row] = await readReceipts(pool, [id]);
  t.same(JSON.parse(row?.input ?? '').receipt.attributes, attributes);
});

t.test('more points than a purse holds are no points at all, and no half of them is left behind', async (t) => {
  const bob = await shop.shopper();
  await shop.give(bob, fullestPurse - 10);
  t.equal(wordOf(await shop.sell({ shopper: bob, attributes: { gift: 1 } })), 'amount_too_large');
  t.equal(await shop.balance(bob), `${fullestPurse - 10} 0 0 0`);
  t.equal(wordOf(await shop.sell({ shopper: bob, amounts: [100] })), 'done');
});

t.test('keys whose parts could be taken for one another are not', async (t) => {
  const day = '2026-11-22';
  const first = {
    ...(await shop.sale({})),
    key: { till: 'a', businessDay: day, number: `b\n${day}\nc`, kind: 'sale' as const },
  };
  const second = {
    ...(await shop.sale({})),
    key: { till: `a\n${day}\nb`, businessDay: day, number: 'c', kind: 'sale' as const },
  };
  t.same((await Promise.all([committer.submit(first), committer.submit(second)])).map(wordOf), ['done', 'done']);
  t.same((await Promise.all([committer.submit(second), committer.submit(first)])).map(wordOf), ['done', 'done']);
});

t.test('a database that writes its dates in another way knows its receipts all the same', async (t) => {
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
  await pool.query(`ALTER DATABASE "${rows[0]?.name}" SET datestyle = 'German'`);
  const gateway = shop.gateway();
  const sale = await shop.sale({ shopper: ann });
  t.equal(wordOf(await gateway.submit(sale)), 'done');
  t.equal(wordOf(await gateway.submit({ ...(await shop.sale({ shopper: ann })), key: sale.key })), 'replayed');
  t.equal(wordOf(await gateway.submit(shop.hold(ann, 1))), 'done');
  await pool.query(`ALTER DATABASE "${rows[0]?.name}" RESET datestyle`);
});
