/**
 * A gateway for tests of routes: the real application on a real database, evaluating inline, without Redis and
 * committer; a part that a test needs besides comes in `more`, and one that is missing fails by name. Every reply is
 * held against the schema its route declares.
 */
import type { InjectOptions } from 'fastify';
import { pino } from 'pino';
import type { Test } from 'tap';
import { createKey } from '../../ledger/keys/access-keys.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { createParser } from '../../workers/parser.ts';
import type { Role } from '../access/credential.ts';
import { createCredentials } from '../access/credentials.ts';
import { createDirectory } from '../access/directory.ts';
import { buildApp, type Limits } from '../app.ts';
import { openEvaluator } from '../evaluation/evaluator.ts';
import { createMetrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';
import { createProgrammes } from '../programmes.ts';
import { createReferences } from '../references/references.ts';
import { UploadSlots } from '../references/upload-slots.ts';
import { TillSockets } from '../till-socket/sockets.ts';
import { holdToSchemas } from './hold-to-schemas.ts';
import { patientParser } from './patient-parser.ts';

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came, whatever it is
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** A role's key; null: none. */
  readonly as?: Role | null;
}

export type TestGateway = Awaited<ReturnType<typeof testGateway>>;

/** Stores s1 and s2, tills t1 and t2 in s1 and t3 in s2, and a key of each role: the till's is t1's, the shop's s1's. */
export async function testGateway(t: Test, more: Partial<Parts> = {}, limits: Limits = {}) {
  const { pool: database, url } = await testDatabase(t);
  const log = more.log ?? pino({ level: 'error' }, pino.destination(2));
  const evaluator = await openEvaluator({ workers: 0, log, signingKey: Buffer.alloc(32) });
  const parser = createParser(patientParser);
  const keys = await makeNetwork(database);
  const credentials = createCredentials(database);
  const directory = createDirectory(database);
  const metrics = createMetrics();
  const references = createReferences(database);
  const parts = failingByName({
    log,
    database,
    evaluator,
    parser,
    now: Date.now,
    signingKey: Buffer.alloc(32),
    credentials,
    directory,
    references,
    uploads: new UploadSlots(),
    programmes: createProgrammes(database, evaluator, references),
    metrics,
    tills: new TillSockets({ database, credentials, directory, metrics, log }),
    checks: [],
    gate: { outdate: async () => {} } as unknown as Parts['gate'],
    lifecycle: { draining: false },
    ...more,
  });
  t.teardown(async () => {
    await parser.close();
    await evaluator.close();
  });
  const app = buildApp(parts, { maxEventLoopDelayMs: 0, ...limits });
  t.teardown(() => app.close());
  holdToSchemas(app, (fault) => t.fail(fault));
  await app.ready();
  const call = async (request: string, { body, headers = {}, as = 'admin' }: Call = {}): Promise<Reply> => {
    const [method, path] = request.split(' ') as [InjectOptions['method'], string];
    const text = typeof body === 'string' || Buffer.isBuffer(body);
    const reply = await app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(as !== null && { authorization: `Bearer ${keys[as]}` }),
        ...(text && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: body as string }),
    });
    const type = String(reply.headers['content-type'] ?? '');
    return {
      status: reply.statusCode,
      body: /json/.test(type) && reply.body !== '' ? reply.json() : reply.body,
      headers: reply.headers,
    };
  };
  return { app, parts, database, url, keys, call };
}

async function makeNetwork(database: Parts['database']): Promise<Record<Role, string>> {
  for (const [code, region] of [
    ['s1', 'centre'],
    ['s2', 'north'],
  ] as const) {
    await createStore(database, { code, region, timezone: 'Europe/Moscow', programme: 'main' });
  }
  for (const [code, store] of [
    ['t1', 's1'],
    ['t2', 's1'],
    ['t3', 's2'],
  ] as const) {
    await createTill(database, { code, store });
  }
  return {
    till: (await createKey(database, { role: 'till', till: 't1' })).secret,
    shop: (await createKey(database, { role: 'shop', store: 's1' })).secret,
    'call-centre': (await createKey(database, { role: 'call-centre' })).secret,
    marketer: (await createKey(database, { role: 'marketer' })).secret,
    admin: (await createKey(database, { role: 'admin' })).secret,
  };
}

function failingByName(parts: Partial<Parts>): Parts {
  return new Proxy(parts as Parts, {
    get(target, name) {
      if (!(name in target) && typeof name === 'string') throw new Error(`this test's gateway has no ${name}`);
      return target[name as keyof Parts];
    },
  });
}
