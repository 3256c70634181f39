/**
 * Uploads a list, a segment or personal prices: all of it or nothing. Answered when the new version is current, and this
 * gateway goes by it; the others follow as soon as the outbox tells them.
 */
import { createHash, type Hash } from 'node:crypto';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { type FileRow, type RowsOfFile, readCsv } from '../../../ledger/reference/csv-rows.ts';
import type { ReferenceKind } from '../../../ledger/reference/kind.ts';
import type { RowError } from '../../../ledger/reference/rows/row.ts';
import { type Arrived, abandon, makeCurrent, upload } from '../../../ledger/reference/upload.ts';
import { normalPhone } from '../../access/phone.ts';
import { refuse } from '../../contract/errors.ts';
import { maxUploadBytes, type WireUploaded } from '../../contract/reference-data.ts';
import type { Parts } from '../../parts.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

type UploadParts = WriteParts & Pick<Parts, 'references' | 'uploads'>;

interface ShortBody {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** JSON pointer to the rows: /skus */
  readonly at: string;
}

/** A body as it comes, or one that was short enough to be read whole. */
export type UploadBody = { readonly csv: AsyncIterable<Buffer> } | ShortBody;

interface UploadOrder {
  readonly kind: ReferenceKind;
  readonly code: string;
  readonly body: UploadBody;
  /** The request's key, by the digest of its body. */
  readonly keyOf: (digest: string) => RequestKey | undefined;
}

/** Refuses upload_invalid with the rows that cannot be taken, upload_given_up, body_too_large and overloaded. */
export function uploadReference(parts: UploadParts, order: UploadOrder): Promise<Written> {
  const { kind, code, body, keyOf } = order;
  return parts.uploads.within(async () => {
    const digest = createHash('sha256');
    const outcome = await upload(parts.database, {
      kind,
      code,
      normalPhone,
      mayBeEmpty: 'rows' in body,
      rows: () => ('rows' in body ? rowsOf(body, digest) : readCsv(measured(body.csv, digest))),
    });
    if (outcome.outcome === 'refused') return refuseRows(outcome.errors, outcome.more, body);
    if (outcome.outcome === 'given-up') return refuseGivenUp();
    const written = await makeItCurrent(parts, outcome, keyOf(digest.digest('hex')));
    await parts.references.refresh(kind, code);
    return written;
  });
}

async function makeItCurrent(parts: UploadParts, arrived: Arrived, key: RequestKey | undefined): Promise<Written> {
  const { code, rows, count, unknown } = arrived;
  try {
    const written = await writeOnce<WireUploaded>(parts, key, async (client) => {
      const version = await makeCurrent(client, arrived);
      if (version === undefined) return refuseGivenUp();
      return {
        status: version === 1 ? 201 : 200,
        body: { code, version, rows, count, unknown: { count: unknown.count, lines: [...unknown.lines] } },
      };
    });
    // Answered with what was kept of the request before: its rows are there already.
    if (written.replayed) await abandon(parts.database, arrived);
    return written;
  } catch (error) {
    await abandon(parts.database, arrived).catch(() => undefined);
    throw error;
  }
}

function refuseGivenUp(): never {
  refuse('upload_given_up', 'Nothing was heard of the upload for ten minutes; nothing of it is left.');
}

/** The bytes as they pass, into the digest; refuses body_too_large. */
export async function* measured(bytes: AsyncIterable<Buffer>, digest: Hash): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > maxUploadBytes) refuse('body_too_large', `An upload has at most ${maxUploadBytes} bytes.`);
    digest.update(chunk);
    yield chunk;
  }
}

const rowsAtOnce = 5_000;

async function rowsOf({ columns, rows }: ShortBody, digest: Hash): Promise<RowsOfFile> {
  digest.update(JSON.stringify([columns, rows]));
  const lines: FileRow[] = rows.map((fields, index) => ({ line: index + 1, fields }));
  async function* batches(): AsyncGenerator<FileRow[]> {
    for (let from = 0; from < lines.length; from += rowsAtOnce) yield lines.slice(from, from + rowsAtOnce);
  }
  return { header: columns, batches: batches() };
}

function refuseRows(errors: readonly RowError[], more: boolean, body: UploadBody): never {
  const details = errors.map(({ line, column, message }) => {
    const path = 'rows' in body ? `${body.at}/${line - 1}` : `line ${line}`;
    return { path, message: column === undefined ? message : `${column} ${message}` };
  });
  const [first] = details;
  const others = more ? ' There may be more.' : '';
  refuse('upload_invalid', `${first?.path}: ${first?.message}.${others} Nothing was changed.`, { errors: details });
}
