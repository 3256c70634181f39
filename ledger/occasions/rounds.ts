/** How far the birthdays of a day, the parties of an ended period, or the tiers of a day have been gone through. */
import type { Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const lastRound = sqlFile('ledger/occasions/last-round.sql');
const keepRound = sqlFile('ledger/occasions/keep-round.sql');
const forgetRounds = sqlFile('ledger/occasions/forget-rounds.sql');
const bornOn = sqlFile('ledger/occasions/born-on.sql');
const partiesAfter = sqlFile('ledger/occasions/parties-after.sql');

/** Any number, as long as it is the same in every gateway. */
const roundLock = 7_246_120_010;

export interface Round {
  readonly programme: string;
  /** birthday, tier, period:month … */
  readonly happens: string;
  /** The day it is of, ISO date; of a period the first day after it. */
  readonly round: string;
  /** The last one dealt with. */
  readonly after?: string;
  readonly done: boolean;
}

export interface Celebrant {
  readonly member: string;
  readonly party: number;
}

/** False: another gateway is at it. Held until the transaction ends, and by no row: nobody waits for it. */
export async function takeRoundLock(client: Queryable): Promise<boolean> {
  const text = 'SELECT pg_try_advisory_xact_lock($1) AS taken';
  return (await client.query<{ taken: boolean }>(text, [roundLock])).rows[0]?.taken === true;
}

/** The newest; undefined: none was ever begun. */
export async function findLastRound(
  client: Queryable,
  { programme, happens }: Pick<Round, 'programme' | 'happens'>,
): Promise<Round | undefined> {
  const { rows } = await client.query<Record<string, unknown>>({ ...lastRound, values: [programme, happens] });
  return rows[0] && { ...withoutNulls<Omit<Round, 'programme' | 'happens'>>(rows[0]), programme, happens };
}

export async function saveRound(client: Queryable, { programme, happens, round, after, done }: Round): Promise<void> {
  await client.query({ ...keepRound, values: [programme, happens, round, after ?? null, done] });
}

/**
 * All but these of a programme: who has such rules again begins anew. Only as long as this version is in force, which a
 * gateway may hear of late.
 */
export async function forgetOtherRounds(
  client: Queryable,
  programme: string,
  version: number,
  happens: readonly string[],
): Promise<void> {
  await client.query({ ...forgetRounds, values: [programme, version, happens] });
}

/** Members with their birthday on one of two days (1122 for 22 November), in the order of their ids. */
export async function membersBornOn(
  client: Queryable,
  [day, other]: readonly [number, number],
  after: string,
  limit: number,
): Promise<Celebrant[]> {
  return (await client.query<Celebrant>({ ...bornOn, values: [day, other, after, limit] })).rows;
}

/** Parties in the order of their numbers, each with the member who came first and by then; without one it is not there. */
export async function partiesFrom(
  client: Queryable,
  after: number,
  registeredBy: number,
  limit: number,
): Promise<{ readonly last: number | undefined; readonly parties: readonly Celebrant[] }> {
  interface Row {
    party: number;
    member: string | null;
  }
  const { rows } = await client.query<Row>({ ...partiesAfter, values: [after, registeredBy, limit] });
  const parties = rows.flatMap(({ party, member }) => (member === null ? [] : [{ party, member }]));
  return { last: rows.at(-1)?.party, parties };
}

/** Ids of parties are bigints, kept as text beside members' ids. */
export function partyNumber(after: string | undefined): number {
  return after === undefined ? 0 : Number(after);
}
