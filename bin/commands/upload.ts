import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { StartError } from '../../config/start-error.ts';
import { normalPhone } from '../../gateway/access/phone.ts';
import { type Database, inTransaction } from '../../ledger/database.ts';
import { readCsv } from '../../ledger/reference/csv-rows.ts';
import type { ReferenceKind } from '../../ledger/reference/kind.ts';
import { abandon, makeCurrent, upload } from '../../ledger/reference/upload.ts';
import { createProgress } from '../../loadtest/replay/progress.ts';
import { code } from '../arguments.ts';
import { onDatabase } from '../on-database.ts';

const kinds: readonly (readonly [name: string, kind: ReferenceKind, what: string])[] = [
  ['list', 'list', 'a list of goods: sku'],
  ['segment', 'segment', 'a segment: member (an id), card or phone'],
  [
    'personal-prices',
    'personal-prices',
    'personal prices: member, card or phone; sku; percent, amount or price; from, to',
  ],
];

export function addUploadCommand(program: Command): void {
  const parent = program.command('upload').description('uploads a CSV file, whole, as the version that gateways go by');
  for (const [name, kind, what] of kinds) {
    parent
      .command(name)
      .description(what)
      .argument('<code>', 'its code', code)
      .argument('<file>', 'the file: UTF-8, with a header')
      .addOption(new Option('--quiet', 'no progress'))
      .action((uploadCode: string, file: string, { quiet }: { quiet?: boolean }) =>
        uploadFile(kind, uploadCode, file, quiet === true),
      );
  }
}

async function uploadFile(kind: ReferenceKind, uploadCode: string, file: string, quiet: boolean): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(
      `${file} cannot be read: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}`,
    );
  });
  if (!found.isFile()) throw new StartError(`${file} is no file`);
  await onDatabase((database) => uploadTo(database, { kind, code: uploadCode, file, bytes: found.size, quiet }));
}

interface Order {
  readonly kind: ReferenceKind;
  readonly code: string;
  readonly file: string;
  readonly bytes: number;
  readonly quiet: boolean;
}

const givenUp = 'the upload was given up: nothing had been heard of it for ten minutes';

async function uploadTo(database: Database, { kind, code: uploadCode, file, bytes, quiet }: Order): Promise<void> {
  const progress = quiet ? undefined : createProgress();
  progress?.begin(`${file}, bytes`, bytes);
  async function* read(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(file, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
      yield chunk;
      progress?.tick(chunk.length);
    }
  }
  const outcome = await upload(database, { kind, code: uploadCode, normalPhone, rows: () => readCsv(read()) }).finally(
    () => progress?.end(),
  );
  if (outcome.outcome === 'refused') {
    for (const { line, column, message } of outcome.errors) {
      console.error(`${file}:${line}: ${column === undefined ? message : `${column} ${message}`}`);
    }
    throw new StartError(`nothing was changed: ${file} has rows that cannot be taken`);
  }
  if (outcome.outcome === 'given-up') throw new StartError(givenUp);
  const version = await inTransaction(database, async (client) => {
    const current = await makeCurrent(client, outcome);
    if (current === undefined) throw new StartError(givenUp);
    return current;
  }).catch(async (error: unknown) => {
    await abandon(database, outcome).catch(() => undefined);
    throw error;
  });
  const { rows, count, unknown } = outcome;
  const passedOver =
    unknown.count === 0
      ? ''
      : `; ${unknown.count} of members who are not known, on line ${unknown.lines.join(', ')}${unknown.count > unknown.lines.length ? ' …' : ''}`;
  console.log(`${kind} ${uploadCode} is at version ${version}: ${count} of ${rows} rows${passedOver}`);
}
