/**
 * What the embedded default comes with: a programme, two stores, tills, members with cards, and keys that everybody
 * knows. Made once each: what is there already is left as it is, changed or not.
 */
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { inTransaction } from '../ledger/database.ts';
import { keepKey, type NewKey } from '../ledger/keys/access-keys.ts';
import { createMember, type NewMember } from '../ledger/members/create.ts';
import { resolveCards } from '../ledger/members/resolve.ts';
import { createStore } from '../ledger/network/stores.ts';
import { createTill, findTill } from '../ledger/network/tills.ts';
import { listProgrammes } from '../ledger/programs/list.ts';
import { publishVersion, saveVersion } from '../ledger/programs/versions.ts';
import type { Parts } from './parts.ts';

const stores = [
  { code: 's1', title: 'Shop on the square', region: 'centre', timezone: 'Europe/Moscow', programme: 'main' },
  { code: 's2', title: 'Shop by the river', region: 'east', timezone: 'Asia/Yekaterinburg', programme: 'main' },
];

const tills = [
  { code: 'demo-till-1', store: 's1', title: 'First till of the shop on the square' },
  { code: 'demo-till-2', store: 's2', title: 'First till of the shop by the river' },
];

const keys: readonly (NewKey & { secret: string })[] = [
  { secret: 'demo-till-1', role: 'till', store: 's1', till: 'demo-till-1' },
  { secret: 'demo-till-2', role: 'till', store: 's2', till: 'demo-till-2' },
  { secret: 'demo-shop', role: 'shop', store: 's1' },
  { secret: 'demo-call-centre', role: 'call-centre' },
  { secret: 'demo-marketer', role: 'marketer' },
  { secret: 'demo-admin', role: 'admin' },
];

const members: readonly NewMember[] = [
  {
    name: 'Anna Demo',
    phone: '+79160000001',
    birthDate: '1990-05-17',
    cards: [{ number: '2000000000017', type: 'club' }],
  },
  {
    name: 'Boris Demo',
    phone: '+79160000002',
    cards: [{ number: '2000000000024', type: 'club' }],
  },
  { name: 'Vera Demo', phone: '+79160000003', cards: [{ number: '2000000000031', type: 'employee' }] },
];

export async function makeDemo(parts: Pick<Parts, 'database' | 'parser' | 'programmes' | 'now'>): Promise<void> {
  const { database } = parts;
  await makeProgramme(parts);
  await inTransaction(database, async (client) => {
    for (const store of stores) await createStore(client, store);
    for (const till of tills) if ((await findTill(client, till.code)) === undefined) await createTill(client, till);
    for (const { secret, ...key } of keys) await keepKey(client, { ...key, title: 'demonstration' }, secret);
  });
  for (const member of members) {
    const number = member.cards[0]?.number ?? '';
    if ((await resolveCards(database, [number])).has(number)) continue;
    await inTransaction(database, async (client) => {
      const made = await createMember(client, member);
      if (!('id' in made)) throw new Error(`demo member ${member.name} cannot be made: ${JSON.stringify(made)}`);
    });
  }
}

async function makeProgramme({
  database,
  parser,
  programmes,
  now,
}: Pick<Parts, 'database' | 'parser' | 'programmes' | 'now'>): Promise<void> {
  const source = readFileSync(new URL(import.meta.resolve('tillgate/config/programs/demo.yaml')), 'utf8');
  const outcome = await parser.parse(source, now());
  if (!outcome.ok) throw new Error(`the demo programme cannot be read: ${outcome.detail}`);
  const { document, hash, lint } = outcome.parsed;
  if (document === undefined || hash === undefined) {
    throw new Error(
      `the demo programme has errors: ${lint.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    );
  }
  const { code } = document.program;
  // One that was revoked stays so: whoever did it does not want it back at the next start.
  if ((await listProgrammes(database, code)).length === 0) {
    await inTransaction(database, async (client) => {
      const { version } = await saveVersion(client, { code, hash, source, document, lint });
      await publishVersion(client, code, version);
    });
  }
  await programmes.refresh(code);
}

/** A first receipt, with the time of asking filled in by the shell, so that it works whenever it is pasted. */
const receipt = `{"number":"1","businessTime":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'","channel":"pos","member":{"card":"2000000000017"},"lines":[{"line":1,"sku":"yoghurt-125","quantity":3,"unitPrice":4590,"category":["dairy"]},{"line":2,"sku":"soap-500","quantity":1,"unitPrice":19900,"category":["detergents"]}]}`;

export function sayDemo(address: string, log: Pick<Logger, 'info'>): void {
  log.info(`demo keys: ${keys.map(({ secret }) => secret).join(', ')}`);
  log.info(`demo members by card: ${members.map(({ name, cards }) => `${cards[0]?.number} ${name}`).join(', ')}`);
  log.info(`try it:\n${firstQuote(address)}`);
}

function firstQuote(address: string): string {
  return `curl -s ${address}/v1/quotes -H 'authorization: Bearer demo-till-1' -H 'content-type: application/json' -d '${receipt}'`;
}
