/** Changes of certificates by themselves, each in the caller's transaction: no other row is locked after theirs. */
import type { Queryable } from '../database.ts';
import type { CertificateRow } from './certificate.ts';
import { OpenCertificate } from './open-certificate.ts';
import { certificateStatements, lockCertificates, lockDueCertificates } from './rows.ts';

export interface NewCertificate extends Pick<CertificateRow, 'amount' | 'currency' | 'member' | 'expireAfter'> {
  /** With a moment: by then it is to be spent, whenever it is activated. */
  readonly expiresAt?: number;
}

const atOnce = 5_000;

/**
 * Issues a certificate for each code; all of them, or, where one is there already, none: the transaction is lost.
 * @param active activated at once, until `expiresAt`
 */
export async function issueCertificates(
  client: Queryable,
  codes: Iterable<string>,
  certificate: NewCertificate,
  { now, active, onProgress }: Issue,
): Promise<void> {
  let chunk: OpenCertificate[] = [];
  const flush = async (): Promise<void> => {
    await write(client, chunk, now);
    onProgress?.(chunk.length);
    chunk = [];
  };
  for (const code of codes) {
    const open = new OpenCertificate(
      { code, state: 'issued', balance: 0, held: 0, seq: 0, issuedAt: now, ...certificate },
      true,
    );
    if (active !== undefined) open.activate(now, active.expiresAt);
    chunk.push(open);
    if (chunk.length === atOnce) await flush();
  }
  if (chunk.length > 0) await flush();
}

interface Issue {
  /** Epoch ms. */
  readonly now: number;
  readonly active?: { readonly expiresAt?: number } | undefined;
  /** How many more are written. */
  readonly onProgress?: (more: number) => void;
}

/** Undefined: there is no such certificate. `change` says whether there is anything to write. */
export async function changeCertificate(
  client: Queryable,
  code: string,
  now: number,
  change: (open: OpenCertificate) => boolean,
): Promise<CertificateRow | undefined> {
  const [row] = await lockCertificates(client, [code]);
  if (row === undefined) return undefined;
  const open = new OpenCertificate(row);
  if (change(open)) await write(client, [open], now);
  return open.row;
}

/** Takes the money of those that had expired by `at`, epoch ms; at most so many at once. Returns how many it were. */
export async function expireCertificates(
  client: Queryable,
  { at, now, atMost }: { readonly at: number; readonly now: number; readonly atMost: number },
): Promise<number> {
  const opens = (await lockDueCertificates(client, at, atMost)).map((row) => new OpenCertificate(row));
  for (const open of opens) open.expire();
  await write(client, opens, now);
  return opens.length;
}

async function write(client: Queryable, opens: readonly OpenCertificate[], now: number): Promise<void> {
  const statements = certificateStatements({
    inserted: opens.filter(({ isNew }) => isNew).map(({ row }) => row),
    updated: opens.filter(({ isNew }) => !isNew).map(({ row }) => row),
    moved: opens.flatMap(({ row: { code }, transfers }) =>
      transfers.map((transfer) => ({ code, transfer, receipt: null })),
    ),
    now,
  });
  for (const statement of statements) await client.query(statement);
}
