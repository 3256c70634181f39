/**
 * What a replay finds missing and makes, with an administrator's key: the store, the till, a published programme, and
 * each member when its first receipt comes. What is there is left as it is, so that a second run makes nothing.
 */
import { readFileSync } from 'node:fs';
import type { Problem } from '../../gateway/contract/errors.ts';
import type { NewMember, WireMember } from '../../gateway/contract/member.ts';
import type { NewStore, NewTill, WireStore, WireTill } from '../../gateway/contract/network.ts';
import type { SavedVersion, WireProgramme } from '../../gateway/contract/programme.ts';
import { type Answer, type Call, type Client, NotAllowed } from './client.ts';
import type { ReceiptMap } from './map.ts';

/** The replay cannot begin: the message says what is missing, or stands in its way. */
export class NotReady extends Error {
  override name = 'NotReady';
}

export interface Provisioned {
  /** Whether the key is an administrator's; otherwise nothing was made, and members must be there. */
  readonly administrator: boolean;
  /** What was made, in words. */
  readonly made: readonly string[];
}

/** Throws NotReady, and NotAllowed when the key is not known at all. */
export async function provision(client: Client, map: ReceiptMap): Promise<Provisioned> {
  const made: string[] = [];
  const store = await storeOf(client, map, made);
  if (store === undefined) return { administrator: false, made };
  await placeTill(client, map, made);
  await publishProgramme(client, map, store.programme, made);
  return { administrator: true, made };
}

/** Undefined: the key is not an administrator's. */
async function storeOf(client: Client, map: ReceiptMap, made: string[]): Promise<WireStore | undefined> {
  const { code, title, region, timezone, programme } = map.store;
  const path = `/v1/stores/${encodeURIComponent(code)}`;
  const found = await attempt(client.call<WireStore>({ name: 'provision', method: 'GET', path }));
  if (found === 'forbidden') return undefined;
  if (found.ok) {
    if (found.body.timezone === timezone) return found.body;
    throw new NotReady(`store ${code} is in ${found.body.timezone}, the map says ${timezone}`);
  }
  const body: NewStore = {
    code,
    timezone,
    programme,
    ...(title === undefined ? {} : { title }),
    ...(region === undefined ? {} : { region }),
  };
  const store = must(await client.call<WireStore>(create('/v1/stores', body, `store-${code}`)), `store ${code}`);
  made.push(`store ${code}`);
  return store;
}

async function placeTill(client: Client, map: ReceiptMap, made: string[]): Promise<void> {
  const path = `/v1/tills/${encodeURIComponent(map.till)}`;
  const found = await client.call<WireTill>({ name: 'provision', method: 'GET', path });
  if (found.ok) {
    if (found.body.store === map.store.code) return;
    throw new NotReady(`till ${map.till} stands in store ${found.body.store}, the map says ${map.store.code}`);
  }
  const body: NewTill = { code: map.till, store: map.store.code };
  must(await client.call<WireTill>(create('/v1/tills', body, `till-${map.till}`)), `till ${map.till}`);
  made.push(`till ${map.till}`);
}

async function publishProgramme(client: Client, map: ReceiptMap, code: string, made: string[]): Promise<void> {
  const path = `/v1/programs/${encodeURIComponent(code)}`;
  const found = await client.call<WireProgramme>({ name: 'provision', method: 'GET', path });
  if (found.ok && found.body.current !== undefined) return;
  if (map.publish === undefined || code !== map.store.programme) {
    throw new NotReady(
      `store ${map.store.code} prices under programme ${code}, of which no version is published: publish one, or name its document under publish: in the map`,
    );
  }
  const source = readDocument(map.publish);
  const saved = must(
    await client.call<SavedVersion>({
      name: 'provision',
      method: 'POST',
      path: `${path}/versions`,
      body: source,
      contentType: 'application/yaml',
    }),
    `programme ${code}`,
  );
  const { version } = saved;
  must(
    await client.call({ name: 'provision', method: 'POST', path: `${path}/versions/${version}/publish` }),
    `programme ${code} version ${version}`,
  );
  made.push(`programme ${code} version ${version}`);
}

/** The member of a card, made where there is none: joined with its first receipt. Undefined: not there, and not made. */
export async function ensureMember(
  client: Client,
  card: string,
  joined: { readonly registeredAt: string } | undefined,
): Promise<string | undefined> {
  const path = `/v1/members?${new URLSearchParams({ card })}`;
  const find = () => client.call<WireMember>({ name: 'member', method: 'GET', path });
  const found = await find();
  if (found.ok) return found.body.id;
  if (joined === undefined) return undefined;
  const body: NewMember = { ...joined, cards: [{ number: card }] };
  const made = await client.call<WireMember>({ ...create('/v1/members', body, `member-${card}`), name: 'member' });
  if (made.ok) return made.body.id;
  // Another run made it meanwhile, or an earlier one with another first receipt.
  const again = await find();
  return must(again.ok ? again : made, `the member of card ${card}`).id;
}

function create(path: string, body: unknown, name: string): Call {
  const idempotencyKey = `replay-${encodeURIComponent(name)}`.slice(0, 255);
  return { name: 'provision', method: 'POST', path, body, idempotencyKey };
}

async function attempt<T>(call: Promise<Answer<T>>): Promise<Answer<T> | 'forbidden'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NotAllowed && error.status === 403) return 'forbidden';
    throw error;
  }
}

function must<T>(answer: Answer<T>, what: string): T {
  if (answer.ok) return answer.body;
  throw new NotReady(`${what} cannot be made: ${wordsOf(answer.problem)}`);
}

export function wordsOf({ code, detail, errors }: Problem): string {
  const places = (errors ?? []).map(({ path, message }) => `${path} ${message}`).join('; ');
  return `${code}: ${detail}${places === '' || detail.includes(places) ? '' : ` (${places})`}`;
}

function readDocument(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new NotReady(`the programme to publish cannot be read: ${(cause as Error).message}`, { cause });
  }
}
