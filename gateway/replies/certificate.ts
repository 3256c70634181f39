import { availableOf, type CertificateRow, stateAt } from '../../ledger/certificates/certificate.ts';
import type { CertificateOperation } from '../../ledger/certificates/rows.ts';
import type { CertificateMade } from '../../ledger/committer/ports.ts';
import type { WireCertificate } from '../contract/certificate.ts';

export function activatedReply({ expiresAt, ...made }: { readonly line: number } & CertificateMade) {
  return { ...made, ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }) };
}

const rfc3339 = (epochMs: number): string => new Date(epochMs).toISOString();

/** @param at now, epoch ms: one whose time is over has nothing to spend, though nobody has taken its money yet */
export function certificateReply(
  row: CertificateRow,
  at: number,
  operations?: readonly CertificateOperation[],
): WireCertificate {
  const { code, amount, currency, held, member, issuedAt, activatedAt, expireAfter, expiresAt } = row;
  const state = stateAt(row, at);
  return {
    code,
    state,
    amount,
    currency,
    balance: state === 'active' ? availableOf(row) : 0,
    held,
    ...(member !== undefined && { member }),
    issuedAt: rfc3339(issuedAt),
    ...(activatedAt !== undefined && { activatedAt: rfc3339(activatedAt) }),
    ...(expireAfter !== undefined && { expireAfter }),
    ...(expiresAt !== undefined && { expiresAt: rfc3339(expiresAt) }),
    ...(operations !== undefined && { operations: [...operations] }),
  };
}
