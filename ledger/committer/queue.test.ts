/** What waits, for how long, and what becomes of it when the gateway stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from '../testing/until.ts';
import { openShop, type Shopper, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { pool } = shop;

/** While `work` is under way nobody gets the party's lock. */
async function locked(shopper: Shopper, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM parties WHERE id = $1 FOR UPDATE', [shopper.party]);
  try {
    await work();
  } finally {
    await client.query('COMMIT');
    client.release();
  }
}

t.test(
  'while a lane waits for the disk the next batch gathers; one more than may wait is refused at once',
  async (t) => {
    const ann = await shop.shopper();
    const batches: number[] = [];
    const committer = shop.gateway({ maxBatch: 3, maxWaiting: 7, onBatch: (size) => batches.push(size) });
    const sales = await Promise.all(Array.from({ length: 10 }, () => shop.sale({ shopper: ann })));
    let outcomes: Promise<unknown>[] = [];
    await locked(ann, async () => {
      outcomes = [committer.submit(sales[0] as (typeof sales)[0])];
      await until(() => committer.waiting === 0);
      outcomes.push(...sales.slice(1).map((sale) => committer.submit(sale)));
      t.equal(committer.waiting, 7);
      t.match(await outcomes.at(-1), { kind: 'refused', code: 'overloaded', detail: '7 writes are waiting' });
    });
    const words = (await Promise.all(outcomes)).map((outcome) => wordOf(outcome as Parameters<typeof wordOf>[0]));
    t.same(words, [...Array.from({ length: 8 }, () => 'done'), 'overloaded', 'overloaded']);
    t.same(batches, [1, 3, 3, 1]);
    t.equal(committer.waiting, 0);
  },
);

t.test('a second lane opens for more than a batch, or when the first has been at it for long', async (t) => {
  const ann = await shop.shopper();
  const stuck = await Promise.all([1, 2].map(() => shop.sale({ shopper: ann })));
  const others = await Promise.all([1, 2, 3, 4].map(() => shop.sale({})));
  const crowded = shop.gateway({ lanes: 2, maxBatch: 3, patienceMs: 60_000 });
  const slow = shop.gateway({ lanes: 2, maxBatch: 3, patienceMs: 30 });
  let outcomes: Promise<unknown>[] = [];
  await locked(ann, async () => {
    outcomes = [crowded, slow].map((committer, index) => committer.submit(stuck[index] as (typeof stuck)[0]));
    await until(() => crowded.waiting + slow.waiting === 0);
    const gathered = others.slice(0, 2).map((sale) => crowded.submit(sale));
    // More than the patience of the one, less than that of the other.
    await sleep(40);
    t.equal(crowded.waiting, 2, 'fewer than a batch wait for the first lane');
    gathered.push(crowded.submit(others[2] as (typeof others)[0]));
    t.same((await Promise.all(gathered)).map(wordOf), ['done', 'done', 'done']);
    t.equal(wordOf(await slow.submit(others[3] as (typeof others)[0])), 'done');
  });
  await Promise.all(outcomes);
  t.equal(await shop.balance(ann), '200 0 0 0');
});

/** Whoever claims the number of a receipt leaves behind how long it would have waited for a lock. */
const noticing = `
  CREATE TABLE patience (patience text);
  CREATE FUNCTION notice() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO patience VALUES (current_setting('lock_timeout'));
    RETURN NULL;
  END $$;
  CREATE TRIGGER notice AFTER INSERT ON receipt_keys FOR EACH ROW EXECUTE FUNCTION notice();`;
const unnoticed = 'DROP TRIGGER notice ON receipt_keys; DROP FUNCTION notice; DROP TABLE patience';

t.test('a party that somebody keeps locked is given up for now, and the others of its batch go on', async (t) => {
  const shoppers = await Promise.all([1, 2, 3].map(() => shop.shopper()));
  const [ann, bob, eve] = shoppers as [Shopper, Shopper, Shopper];
  const committer = shop.gateway({ lockMs: 400 });
  const sales = await Promise.all([ann, bob, ann, eve].map((shopper) => shop.sale({ shopper })));
  await pool.query(noticing);
  await locked(ann, async () => {
    const outcomes = await Promise.all(sales.map((sale) => committer.submit(sale)));
    t.same(outcomes.map(wordOf), ['unavailable', 'done', 'unavailable', 'done']);
    t.match(outcomes[0], { detail: /kept it locked/ });
  });
  const { rows } = await pool.query<{ patience: string }>('SELECT patience FROM patience');
  t.same(
    rows.map(({ patience }) => patience),
    ['40ms', '40ms'],
    'those who are committed one by one would have waited for a tenth of what the batch did',
  );
  await pool.query(unnoticed);
  t.same(
    (await Promise.all(sales.map((sale) => committer.submit(sale)))).map(wordOf),
    sales.map(() => 'done'),
  );
  t.same(await Promise.all(shoppers.map((shopper) => shop.balance(shopper))), ['200 0 0 0', '100 0 0 0', '100 0 0 0']);
});

t.test(
  'a batch never has two of one number; the second waits for the first, the others do not wait for it',
  async (t) => {
    const ann = await shop.shopper();
    const batches: number[] = [];
    const committer = shop.gateway({ onBatch: (size) => batches.push(size) });
    const first = await shop.sale({ shopper: ann });
    const again = { ...(await shop.sale({ shopper: ann })), key: first.key };
    const others = await Promise.all([1, 2].map(() => shop.sale({})));
    const outcomes = await Promise.all(
      [first, again, await shop.cancel(first.key.number), ...others].map((command) => committer.submit(command)),
    );
    t.same(outcomes.map(wordOf), ['done', 'replayed', 'again', 'done', 'done']);
    t.same(batches, [3, 1, 1]);
  },
);

t.test('closed: what waits is committed, what comes is refused, and nothing is left open', async (t) => {
  const ann = await shop.shopper();
  const committer = shop.gateway({ maxBatch: 2 });
  const sales = await Promise.all(Array.from({ length: 9 }, () => shop.sale({ shopper: ann })));
  let closed = false;
  let outcomes: ReturnType<typeof committer.submit>[] = [];
  let closing = Promise.resolve();
  await locked(ann, async () => {
    outcomes = sales.map((sale) => committer.submit(sale));
    closing = committer.close().then(() => {
      closed = true;
    });
    t.match(await committer.submit(await shop.sale({ shopper: ann })), {
      code: 'unavailable',
      detail: /shutting down/,
    });
    await sleep(30);
    t.notOk(closed, 'it waits for what is under way');
  });
  await closing;
  t.same(
    (await Promise.all(outcomes)).map(wordOf),
    sales.map(() => 'done'),
  );
  t.equal(await shop.balance(ann), '900 0 0 0');
  await committer.close();
});

t.test('what those who are told make of it does not touch what is committed', async (t) => {
  const ann = await shop.shopper();
  const committer = shop.gateway({
    onBatch() {
      throw new Error('the metrics are broken');
    },
  });
  t.equal(wordOf(await committer.submit(await shop.sale({ shopper: ann }))), 'done');
  t.equal(wordOf(await committer.submit(await shop.sale({ shopper: ann }))), 'done');
  t.match(shop.alerts.at(-1), { message: /notice/, context: { error: { message: 'the metrics are broken' } } });
});

t.test('no transaction is left open, whatever was refused or has failed', async (t) => {
  const ann = await shop.shopper();
  const committer = shop.gateway({ lanes: 2 });
  const broken = await shop.sale({ shopper: ann });
  const commands = [
    await shop.sale({ shopper: ann, redeem: [{ points: 5 }] }),
    { ...broken, evaluation: { ...broken.evaluation, totals: { ...broken.evaluation.totals, net: 0.5 } } },
    { ...shop.hold(ann, 5), id: 'not an id' },
    { kind: 'settle' as const, party: 987_654, at: 0 },
  ];
  const words = (await Promise.all(commands.map((command) => committer.submit(command)))).map(wordOf);
  t.same(words, ['insufficient_points', 'internal_error', 'internal_error', 'internal_error']);
  // One that was left open would be seen for 30 seconds, until Postgres ends it.
  await until(async () => {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'`,
    );
    return rowCount === 0;
  });
});
