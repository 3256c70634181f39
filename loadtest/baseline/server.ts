/**
 * The baseline: what it costs to take a receipt over HTTP, ask Redis once and have it on disk, and no more. It parses
 * JSON and believes it: no keys, no rules, no members, no ledger. The gateway is measured beside it under the same load
 * (loadtest/bench), so that a figure does not depend on the machine.
 *
 *   POST /v1/receipts → one Lua call that takes points from the card → one insert for all receipts of the moment → 201
 *
 * DATABASE_URL (a database of its own), REDIS_URL, HOST and PORT say where.
 */
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Histogram, Registry } from 'prom-client';
import { v7 as uuidv7 } from 'uuid';
import { Batches } from './batches.ts';

interface Receipt {
  readonly number: string;
  readonly member?: { readonly card?: string };
  readonly redeem?: readonly { readonly points: number }[];
}

const { DATABASE_URL = '', REDIS_URL = '', HOST = '127.0.0.1', PORT = '8081' } = process.env;
const file = (name: string) => readFileSync(new URL(import.meta.resolve(`tillgate/loadtest/baseline/${name}`)), 'utf8');
/** As the gateway's committer has them. */
const lanes = 2;
const maxBatch = 64;

const schema = new pg.Client({ connectionString: DATABASE_URL });
await schema.connect();
await schema.query(file('schema.sql'));
await schema.end();

const registry = new Registry();
const sizes = new Histogram({
  name: 'tillgate_batch_size',
  help: 'Receipts that were inserted together',
  labelNames: ['of'],
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  registers: [registry],
});
const batches = new Batches({
  databaseUrl: DATABASE_URL,
  insert: file('insert-receipts.sql'),
  lanes,
  maxBatch,
  onBatch: (size) => sizes.observe({ of: 'commit' }, size),
});
const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
redis.defineCommand('reserve', { numberOfKeys: 1, lua: file('reserve.lua') });
const reserve = (redis as unknown as { reserve(key: string, points: number): Promise<number> }).reserve.bind(redis);

const app = fastify({ bodyLimit: 1_048_576 });
app.post<{ Body: Receipt }>('/v1/receipts', async ({ body, headers }, reply) => {
  const card = body.member?.card;
  const points = body.redeem?.[0]?.points ?? 0;
  const left = await reserve(`baseline:${card}`, points);
  if (left < 0) return reply.code(409).send({ code: 'insufficient_points' });
  const id = uuidv7();
  const committedAt = new Date().toISOString();
  await batches.add({
    id,
    till: headers.authorization ?? '',
    number: body.number,
    card: card ?? null,
    redeemed: points,
    committedAt,
    body: JSON.stringify(body),
  });
  return reply.code(201).send({ id, state: 'committed', committedAt, left });
});
app.get('/health/ready', async () => ({ status: 'ready' }));
app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
await app.listen({ host: HOST, port: Number(PORT) });

process.once('SIGTERM', async () => {
  await app.close();
  await batches.close();
  redis.disconnect();
});
