/**
 * What a chain has before its first receipt: the schema, a programme, stores, tills and their keys by the gateway's own
 * calls; its members by SQL, for there are many. What was made is noted in the data folder, to be used again.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { StartError } from '../../../config/start-error.ts';
import type { BenchOptions } from '../options.ts';
import { type RulesMet, rulesMet } from '../report/rules-met.ts';
import { startSubject } from './children.ts';
import { withClient } from './databases.ts';
import { makePast, sellSome } from './past.ts';
import type { BenchServers } from './servers.ts';
import { tillgate } from './tillgate.ts';

/** What the data folder remembers. */
interface Note {
  readonly members: number;
  readonly history: number;
  readonly adminKey: string;
  /** One a till. */
  readonly tillKeys: readonly string[];
}

export interface Chain extends Note {
  readonly rulesMet: RulesMet;
}

const stores = 20;
const tillsPerStore = 20;
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
  const file = join(folder, 'bench.json');
  const known = readNote(file, folder, options);
  // It migrates the database first, as the gateway does.
  const adminKey = known?.adminKey ?? (await tillgate(['key', 'create', '--role', 'admin'], databaseUrl));
  if (known === undefined) await makeMembers(databaseUrl, options.members);
  const gateway = await startSubject({
    name: 'gateway',
    databaseUrl,
    redisUrl,
    logFile: join(folder, 'provision.log'),
  });
  const { members, history } = options;
  let chain: Chain;
  try {
    const call = caller(gateway.url, adminKey);
    await publish(call, options.programme);
    const tillKeys = known?.tillKeys ?? (await makeTills(call));
    chain = { members, history, adminKey, tillKeys, rulesMet: await rulesMet(gateway.url, { members, tillKeys }) };
    if (known === undefined && history > 0) await sellSome(gateway.url, chain);
  } finally {
    await gateway.stop();
  }
  if (known !== undefined) return chain;
  if (history > 0) await makePast(databaseUrl, redisUrl, history);
  const note: Note = { members, history, adminKey, tillKeys: chain.tillKeys };
  writeFileSync(file, JSON.stringify(note), { mode: 0o600 });
  return chain;
}

function readNote(file: string, folder: string, options: Pick<BenchOptions, 'members' | 'history'>): Note | undefined {
  if (!existsSync(file)) return undefined;
  const note = JSON.parse(readFileSync(file, 'utf8')) as Note;
  for (const what of ['members', 'history'] as const) {
    if (note[what] === options[what]) continue;
    throw new StartError(`${folder} has ${note[what]} (--${what}), not ${options[what]}: name another --data folder`);
  }
  return note;
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
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ there: boolean }>('SELECT EXISTS (SELECT FROM members) AS there');
    if (rows[0]?.there === true) throw new StartError('the data folder was left half made: name another, or delete it');
    await client.query(seedMembers, [members, Date.now()]);
    await client.query('VACUUM ANALYZE');
  });
}
