/** Codes by the million: asked for here, made step by step in ledger/coupons/batches.ts. */
import { createHash } from 'node:crypto';
import { v5 as namedId, v4 as randomId } from 'uuid';
import {
  type MadeCode,
  missingMembers,
  personalCodes,
  startBatch,
  uniqueCodes,
} from '../../../ledger/coupons/batches.ts';
import { csvOf } from '../../../ledger/coupons/csv.ts';
import { expiryOf } from '../../../ledger/coupons/expiry.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import type { CodesRequest, MadeCodes } from '../../contract/coupon.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { refuseReused, type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { campaignOf, giveCodes, refuseClosed } from './campaigns.ts';

/** Namespace of the ids that Idempotency-Keys make; any UUID, for good. */
const namespace = '2c5d4c1e-6d0e-4b39-8a55-7f0f7a1d9c60';
/** More than that is a file, not a reply. */
const atMostInJson = 1_000;

type Needs = WriteParts & Pick<Parts, 'now' | 'signingKey'>;

export type Generated =
  | { readonly kind: 'written'; readonly written: Written }
  | { readonly kind: 'csv'; readonly batch: string; readonly replayed: boolean; readonly rows: AsyncIterable<string> };

/**
 * Chosen codes of a generic campaign, or made ones. Few come as JSON, many as CSV while they are made; `csv` asks for that
 * in any case. A request with an Idempotency-Key that was cut off is taken up again where it stopped, and is given all of
 * its codes. Refuses coupon_campaign_not_found, coupon_campaign_closed, member_not_found, already_exists.
 */
export async function generateCodes(
  parts: Needs,
  key: RequestKey | undefined,
  code: string,
  body: CodesRequest,
  csv: boolean,
): Promise<Generated> {
  const campaign = await campaignOf(parts.database, code);
  if (campaign.state === 'closed') refuseClosed(code);
  const wanted = { generic: 'codes', unique: 'count', personal: 'members' } as const;
  const field = wanted[campaign.kind];
  if (body[field] === undefined) {
    const message = `of a ${campaign.kind} campaign ask for ${field}`;
    refuse('invalid_request', message, { errors: [{ path: `/${Object.keys(body)[0] ?? ''}`, message }] });
  }
  const { codes, count = 0, members = [] } = body;
  if (codes !== undefined) {
    const written = await writeOnce<MadeCodes>(parts, key, async (client) => {
      await giveCodes(client, campaign, codes, parts.now());
      return { status: 201, body: { codes: codes.map((one) => ({ code: one })) } };
    });
    return { kind: 'written', written };
  }
  await refuseStrangers(parts, members);
  const id = key === undefined ? randomId() : namedId(`${key.credential}:${key.operation}:${key.key}`, namespace);
  const issuedAt = parts.now();
  const expiresAt = expiryOf(issuedAt, campaign.expireAfter, 'UTC');
  const batch = await startBatch(parts.database, {
    id,
    campaign: code,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([code, body]))
      .digest(),
    issuedAt,
    ...(expiresAt !== undefined && { expiresAt }),
  });
  if (batch === 'reused') refuseReused('Take a new key for another request.');
  const steps =
    body.members === undefined
      ? uniqueCodes(parts.database, parts.signingKey, batch, count)
      : personalCodes(parts.database, parts.signingKey, batch, members);
  const size = body.members === undefined ? count : members.length;
  const replayed = batch.made >= size;
  if (csv || size > atMostInJson) return { kind: 'csv', batch: id, replayed, rows: csvOf(batch, steps) };
  const made: MadeCode[] = [];
  for await (const step of steps) made.push(...step);
  const until = batch.expiresAt === undefined ? {} : { expiresAt: new Date(batch.expiresAt).toISOString() };
  const text = JSON.stringify({ codes: made.map((one) => ({ ...one, ...until })) } satisfies MadeCodes);
  return { kind: 'written', written: { status: 201, text, replayed } };
}

async function refuseStrangers({ database }: Pick<Parts, 'database'>, members: readonly string[]): Promise<void> {
  if (members.length === 0) return;
  const [stranger] = await missingMembers(database, members);
  if (stranger === undefined) return;
  const index = members.findIndex((member) => member.toLowerCase() === stranger);
  const message = `no member has the id ${stranger}`;
  refuse('member_not_found', message, { errors: [{ path: `/members/${index}`, message }] });
}
