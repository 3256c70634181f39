/** What the network and Postgres do to a batch: whatever it is, each command happens once or not at all, and says which. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { readReceipts } from '../receipts/read.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import type { Command } from './commands.ts';
import { type Cut, cutLine } from './testing/cut-line.ts';
import { evaluate } from './testing/honest-rules.ts';
import { bodyOf, openShop, type Shopper, wordOf } from './testing/shop.ts';

/** A batch's last trip. */
const commit = '\0commit\0';

/** Called when something is evaluated under the lock. */
let underLock = async (): Promise<void> => {};
const shop = await openShop(t, {
  evaluate: async (input) => {
    await underLock();
    return { ok: true, evaluation: evaluate(input) };
  },
});
const { pool } = shop;
const line = await cutLine(shop.url);
t.teardown(() => line.close());
const far = shop.gateway({}, line.url);
/** Of a gateway whose connections are ended; those of the test itself are not. */
const victim = 'victim';
const victimUrl = `${shop.url}?application_name=${victim}`;
t.afterEach(() => {
  underLock = async () => {};
});

async function member(points: number): Promise<Shopper> {
  const shopper = await shop.shopper();
  if (points > 0) await shop.give(shopper, points);
  return shopper;
}

/** One of each command, on things of their own, and how their members' points are when all of them have happened once. */
async function oneOfEach(): Promise<{ commands: Command[]; balances: () => Promise<string[]>; expected: string[] }> {
  const shoppers = await Promise.all([200, 0, 100, 100, 0, 0].map(member));
  const [buyer, returner, holder, voider, attached, cancelled] = shoppers as [
    Shopper,
    Shopper,
    Shopper,
    Shopper,
    Shopper,
    Shopper,
  ];
  const returned = bodyOf(await shop.sell({ shopper: returner, amounts: [1000] })).id;
  const nobodys = bodyOf(await shop.sell({ amounts: [1000] })).id;
  const voided = shop.hold(voider, 60);
  await shop.committer.submit(voided);
  const { number } = shop.keyOf();
  await shop.sell({ shopper: cancelled, number });
  return {
    commands: [
      await shop.sale({ shopper: buyer, amounts: [1000], redeem: [{ points: 150 }], attributes: { budget: 1e9 } }),
      await shop.return(returned, [[1, 500]]),
      shop.hold(holder, 70),
      { kind: 'hold-void', hold: voided.id, party: voider.party },
      await shop.attach(nobodys, attached),
      await shop.cancel(number),
      await shop.cancel(shop.keyOf().number),
    ],
    balances: () => Promise.all(shoppers.map((shopper) => shop.balance(shopper))),
    expected: ['125 0 0 0', '50 0 0 0', '100 70 0 0', '100 0 0 0', '100 0 0 0', '0 0 0 0'],
  };
}

for (const how of ['before', 'after'] as const satisfies Cut[]) {
  t.test(`the line is cut at COMMIT, ${how} the server has it: found out, and never done twice`, async (t) => {
    const { commands, balances, expected } = await oneOfEach();
    await far.submit(await shop.sale({}));
    line.cutAt(commit, how);
    const outcomes = await Promise.all(commands.map((command) => far.submit(command)));
    t.ok(line.cut, 'it was cut');
    t.same(
      outcomes.map(({ kind }) => kind),
      commands.map(() => 'done'),
    );
    t.same(outcomes.slice(0, 2).map(wordOf), ['done', 'done'], 'not a replay: nobody was answered before');
    t.same(await balances(), expected);
    // Once more, as their callers would who heard nothing: the very same answers.
    const again = await Promise.all(commands.slice(0, 2).map((command) => far.submit(command)));
    t.same(again, outcomes.slice(0, 2));
  });
}

t.test('the line is cut at any request of a batch, before or after the server has it', async (t) => {
  for (const how of ['before', 'after'] as const) {
    for (let request = 1; ; request += 1) {
      const { commands, balances, expected } = await oneOfEach();
      await far.submit(await shop.sale({}));
      line.cutAtRequest(request, how);
      const outcomes = await Promise.all(commands.map((command) => far.submit(command)));
      const cut = line.cut;
      t.same(
        outcomes.map(({ kind }) => kind),
        commands.map(() => 'done'),
        `${how} request ${request}`,
      );
      t.same(await balances(), expected);
      if (cut) continue;
      line.cutAt('', 'before');
      t.ok(request > 2, `${request - 1} requests a batch`);
      break;
    }
  }
});

t.test('a refused command whose COMMIT was cut off is refused again, and its key is free', async (t) => {
  const ann = await member(10);
  await far.submit(await shop.sale({}));
  const sale = await shop.sale({ shopper: ann, redeem: [{ points: 50 }] });
  line.cutAt(commit, 'after');
  t.equal(wordOf(await far.submit(sale)), 'insufficient_points');
  t.equal(wordOf(await far.submit({ ...(await shop.sale({ shopper: ann })), key: sale.key })), 'done');
});

t.test('silence: the connection is given up, Postgres frees the locks, and the batch is tried again', async (t) => {
  const ann = await member(100);
  const patient = shop.gateway({ attemptMs: 1_500 }, line.url);
  await patient.submit(await shop.sale({}));
  // Before COMMIT: Postgres has the locks of a gateway it will not hear from again, until that connection ends.
  line.cutAt(commit, 'silence');
  const sale = await shop.sale({ shopper: ann, redeem: [{ points: 50 }] });
  // It is not as it was evaluated: decided under locks.
  await shop.give(ann, 1);
  const outcome = patient.submit(sale);
  // The next attempt waits for those locks; by itself Postgres frees them after 30 s.
  await until(async () => line.cut && (await somebodyWaits(pool)));
  t.equal((await readReceipts(pool, [sale.id])).length, 0);
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE state = 'idle in transaction' AND datname = current_database()`,
  );
  t.equal(rowCount, 1);
  t.equal(wordOf(await outcome), 'done');
  t.equal(await shop.balance(ann), '146 0 0 0');
});

t.test('the connection dies while a command is evaluated under the lock', async (t) => {
  const ann = await member(100);
  const stale = await shop.sale({ shopper: ann, redeem: [{ points: 50 }] });
  await shop.give(ann, 1);
  let kills = 0;
  underLock = async () => {
    kills += 1;
    if (kills <= 2) await killVictim();
  };
  t.equal(wordOf(await shop.gateway({}, victimUrl).submit(stale)), 'done');
  t.equal(kills, 3);
  t.equal(await shop.balance(ann), '146 0 0 0');
});

/** Ends every connection of the gateway that is to suffer it. */
async function killVictim(): Promise<void> {
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = '${victim}'`,
  );
}

t.test('Postgres ends its connections again and again under load: everything is done, once', async (t) => {
  const shoppers = await Promise.all(Array.from({ length: 8 }, () => member(1_000)));
  // Each time may cost a batch two attempts: the connection it has, and one that is as dead and does not know yet.
  const kills = 12;
  const gateway = shop.gateway({ lanes: 2, maxBatch: 16, maxAttempts: 2 * kills }, victimUrl);
  const sales = await Promise.all(
    Array.from({ length: 400 }, (_, index) =>
      shop.sale({ shopper: shoppers[index % 8], amounts: [100], redeem: [{ points: 10 }] }),
    ),
  );
  let over = false;
  const killing = (async () => {
    for (let kill = 0; kill < kills && !over; kill += 1) {
      await sleep(25);
      await killVictim();
    }
  })();
  const outcomes = await Promise.all(
    sales.map(async (sale, index) => {
      await sleep(index);
      return gateway.submit(sale);
    }),
  );
  over = true;
  await killing;
  t.same([...new Set(outcomes.map(wordOf))], ['done']);
  // 10 spent and 9 earned, fifty times.
  for (const shopper of shoppers) t.equal(await shop.balance(shopper), '950 0 0 0');
});

t.test('a deadlock with somebody who keeps no order is lost, and the batch tried again', async (t) => {
  const [ann, bob] = [await member(0), await member(0)];
  const theirs = bodyOf(await shop.sell({ shopper: bob, amounts: [1000] })).id;
  const before = await shop.deadlocks();
  const client = await pool.connect();
  // Far longer than the batch, which is to be the one that finds the deadlock.
  await client.query("SET deadlock_timeout = '60s'");
  await client.query('BEGIN');
  await client.query('SELECT FROM parties WHERE id = $1 FOR UPDATE', [bob.party]);
  const outcome = shop.sell({ shopper: ann, amounts: [500], returns: [await shop.part(theirs, [[1, 1000]])] });
  await until(() => somebodyWaits(pool));
  await client.query('SELECT FROM parties WHERE id = $1 FOR UPDATE', [ann.party]);
  await client.query('COMMIT');
  client.release(true);
  t.equal(wordOf(await outcome), 'done');
  await until(async () => (await shop.deadlocks()) === (before ?? 0) + 1);
  t.same([await shop.balance(ann), await shop.balance(bob)], ['50 0 0 0', '0 0 0 0']);
});

const raising = (state: string, when: string) => `
  CREATE SEQUENCE tries;
  CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'not now' USING ERRCODE = '${state}'; END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON receipt_keys ${when} FOR EACH ROW EXECUTE FUNCTION fail();`;
const restore = 'DROP TRIGGER fail ON receipt_keys; DROP FUNCTION fail; DROP SEQUENCE tries';

for (const [name, state, when] of [
  ['a serialisation failure', '40001', ''],
  ['a serialisation failure at COMMIT', '40001', 'DEFERRABLE INITIALLY DEFERRED'],
  ['no room for more', '53100', ''],
  ['a statement that was cancelled', '57014', ''],
] as const) {
  t.test(`${name}: tried again`, async (t) => {
    const ann = await member(0);
    await pool.query(raising(state, when));
    const outcomes = await Promise.all(
      [1, 2, 3].map(async () => shop.committer.submit(await shop.sale({ shopper: ann }))),
    );
    await pool.query(restore);
    t.same(outcomes.map(wordOf), ['done', 'done', 'done']);
  });
}

t.test('what fails at COMMIT for good is refused, and has had no effect', async (t) => {
  const ann = await member(0);
  await pool.query(raising('23514', 'DEFERRABLE INITIALLY DEFERRED').replace('<= 2', '<= 1000'));
  const sale = await shop.sale({ shopper: ann });
  t.equal(wordOf(await shop.committer.submit(sale)), 'internal_error');
  await pool.query(restore);
  t.equal(await shop.balance(ann), '0 0 0 0');
  t.equal(wordOf(await shop.committer.submit(sale)), 'done');
});

t.test('a database that is not there: unavailable, in a word that says retry', async (t) => {
  const nowhere = shop.gateway({ maxAttempts: 2 }, 'postgres://tillgate:x@127.0.0.1:1/tillgate');
  const sales = await Promise.all([1, 2, 3].map(() => shop.sale({})));
  const outcomes = await Promise.all(sales.map((sale) => nowhere.submit(sale)));
  t.same(outcomes.map(wordOf), ['unavailable', 'unavailable', 'unavailable']);
  t.match(shop.alerts.at(-1), { message: 'a batch could not be committed', context: { size: 3 } });
});
