/**
 * A whole gateway for tests of the flows: everything `assemble` puts together, on a database and a Redis of its own,
 * with the chain below, and a clock that a test may move. It is asked without a socket; a reply that its route does not
 * declare so fails the test.
 *
 *     s1, Europe/Moscow        t1, t2      programme main
 *     s2, Asia/Yekaterinburg   t3          programme main
 *     s3, UTC                  t4          programme side, of which nothing is published
 */
import { pino } from 'pino';
import type { Test } from 'tap';
import { type Database, inTransaction } from '../../ledger/database.ts';
import { createKey } from '../../ledger/keys/access-keys.ts';
import { createMember, type NewMember } from '../../ledger/members/create.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { publishVersion, saveVersion } from '../../ledger/programs/versions.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { testRedis } from '../../ledger/testing/test-redis.ts';
import { buildApp } from '../app.ts';
import { drain } from '../drain.ts';
import { assemble, type Parts } from '../parts.ts';
import type { TillLimits } from '../till-socket/limits.ts';
import { holdToSchemas } from './hold-to-schemas.ts';
import { patientParser } from './patient-parser.ts';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came, whatever it is
  readonly body: any;
  /** To the byte. */
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Idempotency-Replayed: true. */
  readonly replayed: boolean;
}

const stores = [
  { code: 's1', region: 'centre', timezone: 'Europe/Moscow', programme: 'main' },
  { code: 's2', region: 'east', timezone: 'Asia/Yekaterinburg', programme: 'main' },
  { code: 's3', timezone: 'UTC', programme: 'side' },
];
const tills = [
  { code: 't1', store: 's1' },
  { code: 't2', store: 's1' },
  { code: 't3', store: 's2' },
  { code: 't4', store: 's3' },
];
const keys = {
  t1: { role: 'till', till: 't1' },
  t2: { role: 'till', till: 't2' },
  t3: { role: 'till', till: 't3' },
  t4: { role: 'till', till: 't4' },
  shop: { role: 'shop', store: 's1' },
  'call-centre': { role: 'call-centre' },
  marketer: { role: 'marketer' },
  admin: { role: 'admin' },
} as const;

export type Key = keyof typeof keys;

export const anna: NewMember = {
  name: 'Anna',
  phone: '+79160000001',
  birthDate: '1990-05-17',
  cards: [{ number: 'anna', type: 'club' }],
};
export const boris: NewMember = { name: 'Boris', phone: '+79160000002', cards: [{ number: 'boris', type: 'club' }] };

/** The machine may stand still for a while, and Redis with it, without being away. */
const calmRedisMs = 30_000;

export type StartedGateway = Awaited<ReturnType<typeof startGateway>>;

interface Shared {
  readonly url: string;
  readonly pool: Database;
  readonly redisUrl: string;
  readonly secrets: ReadonlyMap<string, string>;
}

export async function startGateway(
  t: Test,
  order: {
    /** YAML of programme main. */
    readonly programme: string;
    readonly workers?: number;
    readonly tillLimits?: Partial<TillLimits>;
    readonly recountMs?: number;
    /** A test that goes through the calendar itself puts the gateway's own rounds off. */
    readonly calendarMs?: number;
    readonly redisUrl?: string;
    /** How long its Redis may take for a command, unless as long as no healthy one does. */
    readonly redisMs?: number;
    readonly members?: readonly NewMember[];
    /** Where its clock begins, ahead of the real one, ms. */
    readonly ahead?: number;
    /** Another gateway of the same chain, whose database and Redis this one shares. */
    readonly beside?: Shared;
  },
) {
  const { url, pool } = order.beside ?? (await testDatabase(t));
  const redisUrl = order.beside?.redisUrl ?? order.redisUrl ?? (await testRedis(t)).url;
  /** Added to the real clock, ms; Postgres keeps its own. */
  const clock = { ahead: order.ahead ?? 0 };
  const now = () => Date.now() + clock.ahead;
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void logged.push(JSON.parse(line)) });
  const secrets = order.beside?.secrets ?? (await makeChain(pool));
  const { workers = 0, tillLimits, recountMs, calendarMs, redisMs = calmRedisMs } = order;
  const { parts, close } = await assemble({
    ...{ databaseUrl: url, redisUrl, redisMs, workers, log, now, tillLimits, recountMs, calendarMs },
    parserBounds: patientParser,
  });
  const app = buildApp(parts, { maxEventLoopDelayMs: 0 });
  const faults: string[] = [];
  holdToSchemas(app, (fault) => faults.push(fault));
  await app.ready();
  let stopped: Promise<void> | undefined;
  const stop = (patienceMs?: number): Promise<void> => {
    stopped ??= drain(app, parts, close, patienceMs);
    return stopped;
  };
  t.teardown(() => stop());

  const call = async (as: Key | null, request: string, body?: unknown, headers = {}): Promise<Reply> => {
    const [method, path] = request.split(' ') as ['GET', string];
    const raw = typeof body === 'string' || Buffer.isBuffer(body);
    const answer = await app.inject({
      method,
      url: path,
      headers: {
        ...(as !== null && { authorization: `Bearer ${secrets.get(as)}` }),
        ...(raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: body as string }),
    });
    const fault = faults.shift();
    if (fault !== undefined) throw new Error(fault);
    const json =
      /json/.test(String(answer.headers['content-type'])) && !/ndjson/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      body: json && answer.body !== '' ? answer.json() : undefined,
      text: answer.body,
      headers: answer.headers,
      replayed: answer.headers['idempotency-replayed'] === 'true',
    };
  };

  const gateway = {
    app,
    parts,
    pool,
    url,
    redisUrl,
    /** By key. */
    secrets,
    clock,
    now,
    /** What was logged as a warning or worse. */
    logged,
    /** Replies that their routes do not declare so, of requests that were not made by `call`. */
    faults,
    secret: (as: Key): string => secrets.get(as) ?? '',
    /** As at a signal; else when the test is over. */
    stop,
    call,
    /** Saves a version of programme main and puts it in force; its number. */
    publish: (yaml: string) => publish(parts, yaml),
    /** The member's id. */
    async join(member: NewMember): Promise<string> {
      const made = await inTransaction(pool, (client) => createMember(client, member));
      if (!('id' in made)) throw new Error(`a member cannot be made: ${JSON.stringify(made)}`);
      return made.id;
    },
    /** RFC 3339, so many ms ago. */
    time: (ago = 0): string => new Date(now() - ago).toISOString(),
  };
  if (order.beside !== undefined) return gateway;
  await gateway.publish(order.programme);
  for (const member of order.members ?? [anna, boris]) await gateway.join(member);
  return gateway;
}

async function makeChain(database: Database): Promise<ReadonlyMap<string, string>> {
  for (const store of stores) await createStore(database, store);
  for (const till of tills) await createTill(database, till);
  const secrets = new Map<string, string>();
  for (const [name, key] of Object.entries(keys)) secrets.set(name, (await createKey(database, key)).secret);
  return secrets;
}

async function publish(parts: Parts, yaml: string): Promise<number> {
  const outcome = await parts.parser.parse(yaml, parts.now());
  if (!outcome.ok) throw new Error(outcome.detail);
  const { document, hash, lint } = outcome.parsed;
  if (document === undefined || hash === undefined) throw new Error(JSON.stringify(lint));
  const { code } = document.program;
  const version = await inTransaction(parts.database, async (client) => {
    const saved = await saveVersion(client, { code, hash, source: yaml, document, lint });
    await publishVersion(client, code, saved.version);
    return saved.version;
  });
  await parts.programmes.refresh(code);
  return version;
}
