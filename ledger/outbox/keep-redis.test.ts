import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { type DatabaseClient, inTransaction } from '../database.ts';
import { createGate, type Gate } from '../gate/gate.ts';
import { patienceMs } from '../gate/testing/party.ts';
import { redisServer, redisServerInstalled } from '../gate/testing/redis-server.ts';
import { loadParties } from '../parties/load.ts';
import { newParty, type PartySnapshot } from '../parties/party.ts';
import { testDatabase } from '../testing/test-database.ts';
import { appendToOutbox } from './append.ts';
import { keepRedisInStep } from './keep-redis.ts';
import { pruneOutbox } from './prune.ts';

if (!redisServerInstalled) t.plan(0, 'no redis-server is installed');

const silent = { info() {}, warn() {}, error() {} };
const { pool } = await testDatabase(t);
const server = await redisServer(t);
const gates = await Promise.all([0, 1].map(() => createGate({ redisUrl: server.url, log: silent, patienceMs })));
t.teardown(() => Promise.all(gates.map((gate) => gate.quit())));
const [gate, otherGate] = gates as [Gate, Gate];
const keepers = gates.map(({ outbox }) => keepRedisInStep({ database: pool, outbox, log: silent }));
t.teardown(() => Promise.all(keepers.map((keeper) => keeper.close())));

const partyCount = 6;
const { rows } = await pool.query<{ id: number }>(
  'INSERT INTO parties (state) SELECT $1 FROM generate_series(1, $2::integer) RETURNING id',
  [JSON.stringify(newParty), partyCount],
);
const parties = rows.map(({ id }) => id);

/** Within a transaction: a change of the party and its line in the outbox. */
async function change(client: DatabaseClient, party: number): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE parties SET version = version + 1, state = jsonb_set(state::jsonb, '{debt}', to_jsonb(version)) WHERE id = $1
     RETURNING version`,
    [party],
  );
  await appendToOutbox(client, { parties: [[party, rows[0]?.version ?? 0]] });
}

async function connected(): Promise<void> {
  while (gates.some(({ state }) => state() === 'down')) {
    await Promise.all(gates.map(({ read }) => read([0])));
    await sleep(5);
  }
}

/** Waits until the keepers have dealt with everything that was committed before. */
async function quiescence(): Promise<void> {
  await connected();
  const { rows } = await pool.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
  for (;;) {
    for (const keeper of keepers) keeper.wake();
    await sleep(10);
    const [xid = '0'] = (await gate.outbox.read())?.place?.split(':') ?? [];
    if (BigInt(xid) > BigInt(rows[0]?.xid ?? 0)) return;
  }
}

async function differences(): Promise<unknown[]> {
  const cached = await gate.read(parties);
  const truth = await loadParties(pool, parties);
  return truth
    .filter((party) => cached.has(party.party) && !isDeepStrictEqual(cached.get(party.party), party))
    .map((party) => ({ truth: party, cached: cached.get(party.party) }));
}

/** What a run of the test keeps in the air. */
class Story {
  readonly late: (() => Promise<void>)[] = [];
  readonly open = new Map<number, DatabaseClient>();
  restore: (() => void) | undefined;

  async commit(party: number, refresh: 'done' | 'lost' | 'late'): Promise<void> {
    if (this.open.has(party)) return;
    await inTransaction(pool, (client) => change(client, party));
    const snapshots = await loadParties(pool, [party]);
    if (refresh === 'done') await gate.refresh(snapshots);
    if (refresh === 'late') this.late.push(() => otherGate.refresh(snapshots));
  }

  /** A transaction that takes its xid now and commits when others have. */
  async begin(party: number): Promise<void> {
    if (this.open.has(party) || this.open.size > 2) return;
    const client = await pool.connect();
    this.open.set(party, client);
    await client.query('BEGIN');
    await change(client, party);
  }

  async end(party: number, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const client = this.open.get(party);
    if (client === undefined) return;
    this.open.delete(party);
    await client.query(how);
    client.release();
  }

  /** As a receipt does: from Redis, else from Postgres and then into Redis, at once or when all has changed. */
  async read(party: number, refresh: 'done' | 'late'): Promise<void> {
    if ((await otherGate.read([party])).size > 0) return;
    const snapshots: PartySnapshot[] = await loadParties(pool, [party]);
    if (refresh === 'done') await otherGate.refresh(snapshots);
    else this.late.push(() => gate.refresh(snapshots));
  }

  /** Empty, or as it was when it was saved. */
  async restart(): Promise<void> {
    await server.kill();
    this.restore?.();
    await server.start();
    await connected();
  }

  async save(): Promise<void> {
    if (server.running) this.restore = await server.save();
  }
}

type Step = (story: Story) => Promise<unknown>;
const party = fc.constantFrom(...parties);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(party, fc.constantFrom('done', 'lost', 'late')).map(
      ([id, how]) =>
        (story: Story) =>
          story.commit(id, how as 'done'),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(party, fc.constantFrom('done', 'late')).map(
      ([id, how]) =>
        (story: Story) =>
          story.read(id, how as 'done'),
    ),
  },
  { weight: 2, arbitrary: party.map((id) => (story: Story) => story.begin(id)) },
  {
    weight: 2,
    arbitrary: fc.tuple(party, fc.constantFrom('COMMIT', 'ROLLBACK')).map(
      ([id, how]) =>
        (story: Story) =>
          story.end(id, how as 'COMMIT'),
    ),
  },
  { weight: 2, arbitrary: fc.constant(async (story: Story) => story.late.shift()?.()) },
  { weight: 2, arbitrary: fc.constant(() => quiescenceUnlessOpen()) },
  { weight: 2, arbitrary: fc.nat({ max: 15 }).map((ms) => () => sleep(ms)) },
  { weight: 1, arbitrary: fc.constant(async () => server.running && server.command('FLUSHALL')) },
  { weight: 1, arbitrary: fc.constant(() => server.kill()) },
  {
    weight: 1,
    arbitrary: fc.constant((story: Story) => story.save()),
  },
  { weight: 1, arbitrary: fc.constant((story: Story) => story.restart()) },
);

async function quiescenceUnlessOpen(): Promise<void> {
  for (const keeper of keepers) keeper.wake();
  await sleep(15);
}

t.test('I8: after quiescence what Redis has of a party is what Postgres has', async (t) => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      server.empty();
      const story = new Story();
      for (const take of steps) await take(story);
      for (const id of [...story.open.keys()]) await story.end(id, 'COMMIT');
      if (!server.running) await story.restart();
      for (const arrive of story.late) await arrive();
      await quiescence();
      const found = await differences();
      if (found.length > 0) throw new Error(JSON.stringify(found));
      hits += (await gate.read(parties)).size;
    }),
    { numRuns: 60, endOnFailure: true },
  );
  t.ok(hits > 10, `${hits} parties were cached in the end`);
});

t.test('a Redis older than the outbox reaches back is given up', async (t) => {
  await server.command('FLUSHALL');
  await quiescence();
  await gate.refresh(await loadParties(pool, parties));
  const before = await gate.outbox.read();
  const restore = await server.save();

  const [changed = 0] = parties;
  await inTransaction(pool, (client) => change(client, changed));
  await quiescence();
  await pool.query("UPDATE outbox SET at = at - interval '2 days'");
  t.ok((await pruneOutbox(pool)) > 0);

  await server.kill();
  restore();
  await server.start();
  await connected();
  await inTransaction(pool, (client) => change(client, parties[1] ?? 0));
  await quiescence();
  t.not((await gate.outbox.read())?.epoch, before?.epoch);
  t.same(await differences(), []);
  t.same(await gate.read([changed]), new Map());
});
