import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { sweep } from '../../ledger/jobs/sweeper.ts';
import { receipt } from '../testing/receipts.ts';
import { type Reply, startGateway } from '../testing/start-gateway.ts';

const programme = `
program: { code: main, currency: RUB, timezone: Europe/Moscow }
points: { worth: 100, hold: { ttl: P1D, maxTtl: P30D }, returns: { shortfall: debt } }
groups:
  - { code: pay, type: redemption, rules: [{ code: whole, do: { redeem_limit: { percent: 100 } } }] }
  - code: earn
    type: points
    rules:
      - { code: ice, items: { sku: ice }, do: { earn_percent: { percent: 10, lot: { melt: { every: P7D, percent: 10 } } } } }
      - { code: later, items: { sku: later }, do: { earn_percent: { percent: 10, lot: { activateAfter: P3D, melt: { every: P7D, percent: 10 } } } } }
`;
const dayMs = 86_400_000;
const gateway = await startGateway(t, { programme, members: [] });
const { call, clock, pool, time } = gateway;

let last = 0;
const next = (): string => `m${++last}`;
const line = (sku: string, unitPrice: number) => ({ line: 1, sku, unitPrice, quantity: 1 });
/** The gateway's clock, so many days on; holds lapse by that of Postgres, and are given long enough. */
const wait = (days: number): void => {
  clock.ahead += days * dayMs;
};
const till = async (days: number, test: () => Promise<unknown>): Promise<void> => {
  wait(days);
  await test();
};

async function member() {
  const card = `c${++last}`;
  const id = await gateway.join({ cards: [{ number: card, type: 'club' }] });
  const who = { member: { card } };
  const commit = (more: object): Promise<Reply> =>
    call('t1', 'POST /v1/receipts', receipt(next(), time(), { ...who, ...more }));
  const points = async () => (await call('admin', `GET /v1/members/${id}`)).body.points;
  return { id, who, commit, points };
}

t.test('1000 → 900 → 810 → 729 → 656, whether somebody looks or not', async (t) => {
  const { commit, points, id } = await member();
  const untouched = await member();
  const lots = (await commit({ lines: [line('ice', 1_000_000)] })).body.points.lots;
  t.match(lots, [{ points: 1000, melt: { every: 'P7D', percent: 10 } }]);
  await untouched.commit({ lines: [line('ice', 1_000_000)] });
  for (const left of [900, 810, 729, 656]) {
    wait(6.99);
    t.not((await points()).balance, left);
    await till(0.01, async () => t.equal((await points()).balance, left));
    // A receipt settles the party for good.
    await commit({ lines: [line('bread', 100)] });
    t.match((await points()).lots, [{ points: left, melt: { every: 'P7D', percent: 10 } }]);
  }
  t.equal((await untouched.points()).balance, 656);
  const { operations } = (await call('admin', `GET /v1/members/${id}/operations`)).body;
  t.strictSame(
    operations
      .filter(({ reason }: { reason: string }) => reason === 'melt')
      .map((one: { points: number }) => one.points),
    [73, 81, 90, 100],
  );
});

t.test('5 → 4; what is spent melts no more', async (t) => {
  const { commit, points } = await member();
  await commit({ lines: [line('ice', 10_500)] });
  await commit({ lines: [line('bread', 500)], redeem: [{ points: 5 }] });
  t.equal((await points()).balance, 5);
  await till(7, async () => t.equal((await points()).balance, 4));
});

t.test('what is not active yet does not melt', async (t) => {
  const { commit, points } = await member();
  await commit({ lines: [line('later', 1_000_000)] });
  await till(2.9, async () => t.match(await points(), { balance: 0, pending: 1000 }));
  await till(7, async () => t.match(await points(), { balance: 1000, pending: 0 }));
  await till(0.1, async () => t.equal((await points()).balance, 900));
});

t.test('what a hold keeps does not melt, and catches up when it is let go', async (t) => {
  const { commit, points, who } = await member();
  await commit({ lines: [line('ice', 1_000_000)] });
  const held = await call('t1', 'POST /v1/holds', { number: next(), ...who, redeem: [{ points: 400 }], ttl: 'P20D' });
  t.equal(held.status, 201);
  await till(7, async () => t.match(await points(), { balance: 540, held: 400 }));
  await commit({ lines: [line('bread', 100)] });
  await till(7, async () => t.match(await points(), { balance: 486, held: 400 }));
  await commit({ lines: [line('bread', 100)] });
  t.equal((await call('t1', `POST /v1/holds/${held.body.id}/void`)).status, 200);
  t.match(await points(), { balance: 486 + 324, held: 0 });
});

t.test('a hold pays with what it kept; the rest of it melts', async (t) => {
  const { commit, points, who } = await member();
  await commit({ lines: [line('ice', 1_000_000)] });
  wait(6.9);
  const number = next();
  const businessDay = time().slice(0, 10);
  const held = await call('t1', 'POST /v1/holds', {
    number,
    businessDay,
    ...who,
    redeem: [{ points: 1000 }],
    ttl: 'P2D',
  });
  t.equal(held.status, 201);
  wait(0.2);
  const paid = await commit({ number, businessDay, lines: [line('bread', 40_000)], holds: [held.body.id] });
  t.match(paid.body, { totals: { redeemed: 40_000, net: 0 }, points: { balance: 540, held: 0 } });
  t.match(await points(), { balance: 540, held: 0 });
});

t.test('redeemed points that come back have not melted meanwhile, and go on melting', async (t) => {
  const { commit, points } = await member();
  await commit({ lines: [line('ice', 1_000_000)] });
  const bought = await commit({ lines: [line('bread', 100_000)], redeem: [{ points: 1000 }] });
  wait(7);
  const body = {
    number: next(),
    businessTime: time(),
    receipt: { id: bought.body.id },
    lines: [{ line: 1, quantity: 1 }],
  };
  t.match((await call('t1', 'POST /v1/returns', body)).body, { pointsReturned: 1000 });
  t.equal((await points()).balance, 1000);
  await till(7, async () => t.equal((await points()).balance, 900));
});

t.test('the sweeper melts for those whom nobody touches, a day late', async (t) => {
  wait(40);
  const submit = gateway.parts.committer.submit.bind(gateway.parts.committer);
  await sweep({ database: pool, submit }, gateway.now());
  const { rows } = await pool.query(
    `SELECT count(*)::int AS due FROM parties WHERE due_at <= to_timestamp($1 / 1000.0)`,
    [gateway.now() - dayMs],
  );
  t.equal(rows[0].due, 0);
});

t.test('the ledger is sound', async (t) => {
  t.strictSame(await audit(pool), []);
});
