import type { CertificateRow } from '../../../ledger/certificates/certificate.ts';
import { changeCertificate } from '../../../ledger/certificates/change.ts';
import { normalCertificate } from '../../../ledger/certificates/code.ts';
import { expiryOf } from '../../../ledger/certificates/expiry.ts';
import type { OpenCertificate } from '../../../ledger/certificates/open-certificate.ts';
import { certificateOperations, readCertificates } from '../../../ledger/certificates/rows.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { findStore } from '../../../ledger/network/stores.ts';
import type { Credential } from '../../access/credential.ts';
import type { WireCertificate } from '../../contract/certificate.ts';
import { refuse } from '../../contract/errors.ts';
import { pageSize } from '../../contract/paging.ts';
import type { Parts } from '../../parts.ts';
import { certificateReply } from '../../replies/certificate.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

type ChangeParts = WriteParts & Pick<Parts, 'now'>;

export async function readCertificate({ database, now }: ChangeParts, typed: string): Promise<WireCertificate> {
  const code = normalCertificate(typed);
  const [row] = await readCertificates(database, [code]);
  if (row === undefined) return refuseUnknown(code);
  return certificateReply(row, now(), await certificateOperations(database, code, { limit: pageSize }));
}

/** Sold at a till: its money is on it from now on. One that is active already stays as it is. */
export async function activate(
  parts: ChangeParts,
  key: RequestKey | undefined,
  credential: Credential,
  typed: string,
): Promise<Written> {
  const { store: named } = credential;
  const store = named === undefined ? undefined : await findStore(parts.database, named);
  const timezone = store?.timezone ?? 'UTC';
  const now = parts.now();
  return change(parts, key, typed, now, (open) => {
    const state = open.stateAt(now);
    if (state === 'active') return false;
    if (state !== 'issued') {
      refuse('certificate_not_usable', `Certificate ${open.row.code} is ${state}.`, {
        errors: [{ path: 'code', message: `is ${state}` }],
      });
    }
    open.activate(now, expiryOf(open.row, now, timezone));
    return true;
  });
}

/** For good: what is on it is gone at once, what a hold keeps when that is let go. */
export async function revoke(parts: ChangeParts, key: RequestKey | undefined, typed: string): Promise<Written> {
  return change(parts, key, typed, parts.now(), (open) => {
    if (open.row.state === 'revoked') return false;
    open.revoke();
    return true;
  });
}

async function change(
  parts: ChangeParts,
  key: RequestKey | undefined,
  typed: string,
  now: number,
  work: (open: OpenCertificate) => boolean,
): Promise<Written> {
  const code = normalCertificate(typed);
  return writeOnce<WireCertificate>(parts, key, async (client) => {
    const row: CertificateRow = (await changeCertificate(client, code, now, work)) ?? refuseUnknown(code);
    return { status: 200, body: certificateReply(row, now) };
  });
}

function refuseUnknown(code: string): never {
  refuse('certificate_not_found', `There is no certificate ${code}.`, {
    errors: [{ path: 'code', message: 'is not known' }],
  });
}
