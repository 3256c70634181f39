/**
 * Codes by the million. A batch is made in steps, each a transaction of its own, and a step's codes are handed out once it
 * is committed: whoever reads slowly has them made slowly, and nothing is kept in memory but the step at hand.
 *
 *     claim ──▶ step ──COMMIT──▶ handed out ──▶ step … ──▶ all made
 *                 └─cut off─▶ asked for again under the same id: from the first code, the same ones; those that are
 *                             there are not made again
 *
 * A single transaction would hold everybody's followers of the outbox back for as long as it lasts.
 */
import { texts, uuids } from '../arrays.ts';
import { type Database, inTransaction, type Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import { batchCodes, memberCode } from './codes.ts';

const claimBatch = sqlFile('ledger/coupons/claim-batch.sql');
const makeCodes = sqlFile('ledger/coupons/make-codes.sql');
const batchMade = sqlFile('ledger/coupons/batch-made.sql');
const missing = sqlFile('ledger/coupons/missing-members.sql');

/** Enough that a step costs little beside its codes, and few enough that it is over in a blink. */
const stepSize = 5_000;

export interface Batch {
  readonly id: string;
  readonly campaign: string;
  /** Of what was asked for: another request under the same id is another batch, and refused. */
  readonly fingerprint: Buffer;
  /** Epoch ms. */
  readonly issuedAt: number;
  readonly expiresAt?: number;
}

export interface ClaimedBatch extends Batch {
  /** So many codes are there from before. */
  readonly made: number;
}

export interface MadeCode {
  readonly code: string;
  readonly member?: string;
}

/** The batch as it was begun; 'reused': its id was taken for something else. */
export async function startBatch(database: Queryable, batch: Batch): Promise<ClaimedBatch | 'reused'> {
  const { id, campaign, fingerprint, issuedAt, expiresAt } = batch;
  type Row = { campaign: string; fingerprint: Buffer; made: number; issuedAt: number; expiresAt: number | null };
  const { rows } = await database.query<Row>({
    ...claimBatch,
    values: [id, campaign, fingerprint, issuedAt, expiresAt ?? null],
  });
  const row = rows[0] as Row;
  if (row.campaign !== campaign || !row.fingerprint.equals(fingerprint)) return 'reused';
  return {
    id,
    campaign,
    fingerprint,
    made: row.made,
    issuedAt: row.issuedAt,
    ...(row.expiresAt !== null && { expiresAt: row.expiresAt }),
  };
}

/** `count` codes for whoever has them, step by step. */
export async function* uniqueCodes(
  database: Database,
  secret: Buffer,
  batch: ClaimedBatch,
  count: number,
): AsyncGenerator<readonly MadeCode[]> {
  for (let from = 0; from < count; from += stepSize) {
    const upTo = Math.min(count, from + stepSize);
    const codes = batchCodes(secret, batch.id, from, upTo - from).map((code) => ({ code }));
    if (upTo > batch.made) await makeStep(database, batch, codes, upTo);
    yield codes;
  }
}

/** A code for each member, in the order they come. A name that is no member's ends it with MissingMembers, before its step. */
export async function* personalCodes(
  database: Database,
  secret: Buffer,
  batch: ClaimedBatch,
  members: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<readonly MadeCode[]> {
  let place = 0;
  for await (const step of inSteps(members)) {
    const unknown = await missingMembers(database, step);
    if (unknown.length > 0) throw new MissingMembers(unknown);
    const codes = step.map((member) => ({ member, code: memberCode(secret, batch.id, member, place++) }));
    await makeStep(database, batch, codes, place);
    yield codes;
  }
}

/** Ids that are no members. Those named before them have their codes. */
export class MissingMembers extends Error {
  override name = 'MissingMembers';

  constructor(members: readonly string[]) {
    super(`there is no member ${members.join(', ')}`);
  }
}

/** Of these ids some that are no members. */
export async function missingMembers(database: Queryable, members: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>({ ...missing, values: [uuids(members)] });
  return rows.map(({ id }) => id);
}

async function makeStep(
  database: Database,
  { id, campaign, issuedAt, expiresAt }: ClaimedBatch,
  codes: readonly MadeCode[],
  upTo: number,
): Promise<void> {
  await inTransaction(database, async (client) => {
    const values = [
      texts(codes.map(({ code }) => code)),
      uuids(codes.map(({ member }) => member)),
      campaign,
      issuedAt,
      expiresAt ?? null,
    ];
    await client.query({ ...makeCodes, values });
    await client.query({ ...batchMade, values: [id, upTo] });
  });
}

/** So many as a step makes codes for. */
export async function* inSteps(members: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string[]> {
  let step: string[] = [];
  for await (const member of members) {
    step.push(member);
    if (step.length < stepSize) continue;
    yield step;
    step = [];
  }
  if (step.length > 0) yield step;
}
