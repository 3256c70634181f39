/** Certificates as rows: locked, read, and what writes them. */
import { bigints, doubles, texts, uuids } from '../arrays.ts';
import type { Queryable, Statement } from '../database.ts';
import { shown, withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { CertificateRow, CertificateTransfer } from './certificate.ts';

const lockSql = sqlFile('ledger/certificates/sql/lock-certificates.sql');
const lockDueSql = sqlFile('ledger/certificates/sql/lock-due.sql');
const readSql = sqlFile('ledger/certificates/sql/read-certificates.sql');
const insertSql = sqlFile('ledger/certificates/sql/insert-certificates.sql');
const updateSql = sqlFile('ledger/certificates/sql/update-certificates.sql');
const insertTransfersSql = sqlFile('ledger/certificates/sql/insert-transfers.sql');
const operationsSql = sqlFile('ledger/certificates/sql/operations.sql');

type Found = Record<string, unknown>;

/** Those there are, locked for this transaction. */
export async function lockCertificates(client: Queryable, codes: readonly string[]): Promise<CertificateRow[]> {
  const { rows } = await client.query<Found>({ ...lockSql, values: [texts(codes)] });
  return rows.map((row) => withoutNulls<CertificateRow>(row));
}

/** Those there are. */
export async function readCertificates(database: Queryable, codes: readonly string[]): Promise<CertificateRow[]> {
  if (codes.length === 0) return [];
  const { rows } = await database.query<Found>({ ...readSql, values: [texts(codes)] });
  return rows.map((row) => withoutNulls<CertificateRow>(row));
}

/** Active ones that expired by `at`, epoch ms, locked for this transaction. */
export async function lockDueCertificates(client: Queryable, at: number, atMost: number): Promise<CertificateRow[]> {
  const { rows } = await client.query<Found>({ ...lockDueSql, values: [at, atMost] });
  return rows.map((row) => withoutNulls<CertificateRow>(row));
}

export interface CertificateOperation extends Pick<CertificateTransfer, 'seq' | 'amount'> {
  /** RFC 3339. */
  readonly at: string;
  readonly debit: string;
  readonly credit: string;
  readonly reason: string;
  readonly receipt?: string;
}

/** A certificate's transfers, newest first, from the one before number `before`. */
export async function certificateOperations(
  database: Queryable,
  code: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<CertificateOperation[]> {
  interface Row extends Omit<CertificateOperation, 'at' | 'receipt'> {
    at: Date;
    receipt: string | null;
  }
  const { rows } = await database.query<Row>({ ...operationsSql, values: [code, page.before ?? null, page.limit] });
  return rows.map((row) => shown(row));
}

export interface CertificateWrites {
  readonly inserted: readonly CertificateRow[];
  readonly updated: readonly CertificateRow[];
  readonly moved: readonly {
    readonly code: string;
    readonly transfer: CertificateTransfer;
    readonly receipt: string | null;
  }[];
  /** Epoch ms. */
  readonly now: number;
}

export function certificateStatements({ inserted, updated, moved, now }: CertificateWrites): Statement[] {
  const statements: Statement[] = [];
  if (inserted.length > 0) {
    statements.push({
      ...insertSql,
      values: [
        texts(inserted.map((row) => row.code)),
        texts(inserted.map((row) => row.state)),
        bigints(inserted.map((row) => row.amount)),
        bigints(inserted.map((row) => row.balance)),
        texts(inserted.map((row) => row.currency)),
        bigints(inserted.map((row) => row.seq)),
        uuids(inserted.map((row) => row.member)),
        texts(inserted.map((row) => row.expireAfter)),
        doubles(inserted.map((row) => row.expiresAt)),
        doubles(inserted.map((row) => row.issuedAt)),
        doubles(inserted.map((row) => row.activatedAt)),
      ],
    });
  }
  if (updated.length > 0) {
    statements.push({
      ...updateSql,
      values: [
        texts(updated.map((row) => row.code)),
        texts(updated.map((row) => row.state)),
        bigints(updated.map((row) => row.balance)),
        bigints(updated.map((row) => row.held)),
        bigints(updated.map((row) => row.seq)),
        doubles(updated.map((row) => row.expiresAt)),
        doubles(updated.map((row) => row.activatedAt)),
      ],
    });
  }
  if (moved.length > 0) {
    statements.push({
      ...insertTransfersSql,
      values: [
        texts(moved.map(({ code }) => code)),
        bigints(moved.map(({ transfer }) => transfer.seq)),
        now,
        texts(moved.map(({ transfer }) => transfer.debit)),
        texts(moved.map(({ transfer }) => transfer.credit)),
        bigints(moved.map(({ transfer }) => transfer.amount)),
        texts(moved.map(({ transfer }) => transfer.reason)),
        uuids(moved.map(({ receipt }) => receipt)),
      ],
    });
  }
  return statements;
}
