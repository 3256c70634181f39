/**
 * What a chain has before its first receipt: the schema, a programme, stores, tills and their keys by the gateway's own
 * calls; its members by SQL, for there are many. What was made is noted in the data folder, to be used again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { request } from 'undici';
import { StartError } from '../../../config/start-error.ts';
import type { BenchOptions } from '../options.ts';
import { startSubject } from './children.ts';
import type { BenchServers } from './servers.ts';
import { tillgate } from './tillgate.ts';

export interface Chain {
  readonly members: number;
  readonly history: number;
  readonly adminKey: string;
  /** One a till. */
  readonly tillKeys: readonly string[];
}

const stores = 20;
const tillsPerStore = 5;
const regions = ['centre', 'north', 'south', 'east'];
const programme = 'bench';
const seedMembers = readFileSync(
  new URL(import.meta.resolve('tillgate/loadtest/bench/setup/seed-members.sql')),
  'utf8',
);

/** @throws StartError where the folder has another number of members or receipts than asked for */
export async function provision(
  { databaseUrl, redisUrl }: BenchServers,
  folder: string,
  options: Pick<BenchOptions, 'members' | 'history' | 'programme'>,
): Promise<Chain> {
  const note = join(folder, 'bench.json');
  const known = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as Chain) : undefined;
  for (const what of ['members', 'history'] as const) {
    if (known === undefined || known[what] === options[what]) continue;
    throw new StartError(`${folder} has ${known[what]} (--${what}), not ${options[what]}: name another --data folder`);
  }
  await tillgate(['migrate'], databaseUrl);
  const adminKey = known?.adminKey ?? (await tillgate(['key', 'create', '--role', 'admin'], databaseUrl));
  const gateway = await startSubject({
    name: 'gateway',
    databaseUrl,
    redisUrl,
    logFile: join(folder, 'provision.log'),
  });
  let tillKeys: readonly string[];
  try {
    const call = caller(gateway.url, adminKey);
    await publish(call, options.programme);
    tillKeys = known?.tillKeys ?? (await makeTills(call));
  } finally {
    await gateway.stop();
  }
  if (known !== undefined) return known;
  await makeMembers(databaseUrl, options.members);
  const chain: Chain = { members: options.members, history: options.history, adminKey, tillKeys };
  writeFileSync(note, JSON.stringify(chain), { mode: 0o600 });
  return chain;
}

type Call = (path: string, body?: string | object) => Promise<Record<string, unknown>>;

function caller(url: string, key: string): Call {
  return async (path, body) => {
    const yaml = typeof body === 'string';
    const { statusCode, body: reply } = await request(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': yaml ? 'application/yaml' : 'application/json' }),
      },
      ...(body !== undefined && { body: yaml ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (statusCode >= 300) throw new StartError(`POST ${path}: ${statusCode} ${text}`);
    return JSON.parse(text);
  };
}

/** The same document again is the same version. */
async function publish(call: Call, file: string): Promise<void> {
  const source = readFileSync(
    file.startsWith('config/') ? new URL(import.meta.resolve(`tillgate/${file}`)) : file,
    'utf8',
  );
  const { version } = await call(`/v1/programs/${programme}/versions`, source);
  await call(`/v1/programs/${programme}/versions/${version}/publish`);
}

async function makeTills(call: Call): Promise<string[]> {
  const keys: string[] = [];
  for (let ordinal = 1; ordinal <= stores; ordinal += 1) {
    const store = `b${String(ordinal).padStart(2, '0')}`;
    const region = regions[ordinal % regions.length];
    await call('/v1/stores', { code: store, title: `Shop ${ordinal}`, region, timezone: 'Europe/Moscow', programme });
    for (let number = 1; number <= tillsPerStore; number += 1) {
      const till = `${store}-${number}`;
      await call('/v1/tills', { code: till, store });
      const { key } = await call('/v1/keys', { role: 'till', till });
      keys.push(String(key));
    }
  }
  return keys;
}

async function makeMembers(databaseUrl: string, members: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(seedMembers, [members, Date.now()]);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
