import { Temporal } from 'temporal-polyfill';
import { v5 as namedId, v4 as randomId } from 'uuid';
import { codesOfBatch, csvOfBatch } from '../../../ledger/certificates/batch.ts';
import { issueCertificates, type NewCertificate } from '../../../ledger/certificates/change.ts';
import { normalCertificate, randomCertificate } from '../../../ledger/certificates/code.ts';
import { expiryOf } from '../../../ledger/certificates/expiry.ts';
import { readCertificates } from '../../../ledger/certificates/rows.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import type { NewCertificates, WireCertificate } from '../../contract/certificate.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { certificateReply } from '../../replies/certificate.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

type IssueParts = WriteParts & Pick<Parts, 'programmes' | 'signingKey' | 'now'>;

/** Namespace of the batches that Idempotency-Keys make; any UUID, for good. */
const namespace = '0d6f2f57-6c0f-4f0a-9a50-3a4e4a1c5b60';

/** One certificate. Refuses already_exists where the code is taken. */
export async function issueOne(
  parts: IssueParts,
  key: RequestKey | undefined,
  body: NewCertificates,
): Promise<Written> {
  const { terms, active } = await termsOf(parts, body);
  const code = body.code === undefined ? randomCertificate() : normalCertificate(body.code);
  const now = parts.now();
  return writeOnce<WireCertificate>(parts, key, async (client) => {
    if ((await readCertificates(client, [code])).length > 0) {
      refuse('already_exists', `There is a certificate ${code} already.`, {
        errors: [{ path: '/code', message: 'is taken' }],
      });
    }
    await issueCertificates(client, [code], terms, { now, active });
    const [row] = await readCertificates(client, [code]);
    if (row === undefined) throw new Error(`certificate ${code} is gone right after it was issued`);
    return { status: 201, body: certificateReply(row, now) };
  });
}

/** Many: all are issued before the first is told, and a retry with the same key is told the same ones. */
export async function issueMany(
  parts: IssueParts,
  key: RequestKey | undefined,
  body: NewCertificates & { count: number },
): Promise<{ csv: Iterable<string>; replayed: boolean }> {
  for (const field of ['code', 'member'] as const) {
    if (body[field] === undefined) continue;
    refuse('invalid_request', `${field}: is for a single certificate`, {
      errors: [{ path: `/${field}`, message: 'must be absent with count' }],
    });
  }
  const { terms, active } = await termsOf(parts, body);
  const batch = key === undefined ? randomId() : namedId(`${key.credential}:${key.key}`, namespace);
  const { count } = body;
  const { text, replayed } = await writeOnce<{ batch: string } & typeof terms>(parts, key, async (client) => {
    const codes = codesOfBatch(parts.signingKey, batch, count);
    await issueCertificates(client, codes, terms, { now: parts.now(), active });
    return { status: 201, body: { batch, ...terms } };
  });
  const { batch: made, ...issued } = JSON.parse(text) as { batch: string } & typeof terms;
  return { csv: csvOfBatch(codesOfBatch(parts.signingKey, made, count), issued), replayed };
}

async function termsOf(
  parts: IssueParts,
  body: NewCertificates,
): Promise<{ terms: NewCertificate; active?: { expiresAt?: number } | undefined }> {
  const { amount, expireAfter } = body;
  const now = parts.now();
  const expiresAt = body.expiresAt === undefined ? undefined : Date.parse(body.expiresAt);
  if (expireAfter !== undefined && expiresAt !== undefined) {
    refuse('invalid_request', 'expireAfter: a certificate expires after a while or at a moment, not both', {
      errors: [{ path: '/expireAfter', message: 'must be absent with expiresAt' }],
    });
  }
  if (expireAfter !== undefined) checkDuration(expireAfter, now);
  if (expiresAt !== undefined && expiresAt <= now) {
    refuse('invalid_request', `expiresAt: ${body.expiresAt} is over`, {
      errors: [{ path: '/expiresAt', message: 'must be in the future' }],
    });
  }
  const member = body.member && (await parts.directory.resolveMember(body.member, { blockedToo: true })).member;
  const terms: NewCertificate = {
    amount,
    currency: body.currency ?? currencyOf(parts),
    ...(member !== undefined && { member }),
    ...(expireAfter !== undefined && { expireAfter }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  if (body.active !== true) return { terms };
  const until = expiryOf(terms, now, 'UTC');
  return { terms, active: until === undefined ? {} : { expiresAt: until } };
}

function checkDuration(text: string, now: number): void {
  try {
    if (Temporal.Duration.from(text).sign !== 1) throw new RangeError('not positive');
    expiryOf({ expireAfter: text }, now, 'UTC');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse('invalid_request', `expireAfter: ${text} is no duration like P1Y or P90D`, {
      errors: [{ path: '/expireAfter', message: 'must be an ISO 8601 duration like P1Y, and end within the calendar' }],
    });
  }
}

function currencyOf({ programmes }: Pick<Parts, 'programmes'>): string {
  const [currency, ...others] = new Set(programmes.published().map((version) => version.currency));
  if (currency !== undefined && others.length === 0) return currency;
  const why = currency === undefined ? 'no programme is published' : 'the published programmes have several';
  refuse('invalid_request', `currency: say which, ${why}`, {
    errors: [{ path: '/currency', message: `is required: ${why}` }],
  });
}
