import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import progress from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { v4 as randomId } from 'uuid';
import { StartError } from '../../config/start-error.ts';
import { codeOfBatch, codesOfBatch, csvOfBatch } from '../../ledger/certificates/batch.ts';
import { issueCertificates } from '../../ledger/certificates/change.ts';
import { readCertificates } from '../../ledger/certificates/rows.ts';
import { clockOf, type Database, inTransaction } from '../../ledger/database.ts';
import { signingKey } from '../../ledger/settings/signing-key.ts';
import { onDatabase } from '../on-database.ts';

interface Options {
  readonly amount: number;
  readonly count: number;
  readonly currency: string;
  readonly expireAfter?: string;
  readonly batch?: string;
  readonly out: string;
}

export function addCertificatesCommand(program: Command): void {
  program
    .command('certificates')
    .description('gift certificates')
    .command('generate')
    .description('issues many, to be activated at tills, and writes their codes as CSV')
    .requiredOption('--amount <n>', 'minor units each is good for', positive)
    .requiredOption('--count <n>', 'so many', positive)
    .requiredOption('--currency <code>', 'ISO 4217, such as RUB', currency)
    .requiredOption('--out <csv>', 'where the codes are written')
    .option('--expire-after <duration>', 'from their activation, such as P1Y', duration)
    .option('--batch <id>', 'of an earlier run: its codes are written again, and none is issued twice', uuid)
    .action(async (options: Options) => onDatabase((database) => generate(database, options)));
}

async function generate(database: Database, { batch = randomId(), count, out, ...rest }: Options): Promise<void> {
  const { amount, currency: of, expireAfter } = rest;
  const terms = { amount, currency: of, ...(expireAfter !== undefined && { expireAfter }) };
  const key = await signingKey(database);
  // Said before anything is issued: should the list be lost, the batch makes it again.
  console.error(`batch ${batch}`);
  const [first, last] = [codeOfBatch(key, batch, 0), codeOfBatch(key, batch, count - 1)];
  const [issued] = await readCertificates(database, [first]);
  if (issued !== undefined && (await readCertificates(database, [last])).length === 0) {
    throw new StartError(`batch ${batch} has fewer than ${count} codes`);
  }
  if (issued === undefined) {
    const bar = new progress.SingleBar({ format: '{bar} {percentage}% | {value} of {total}', stream: process.stderr });
    bar.start(count, 0);
    const now = await clockOf(database);
    await inTransaction(database, (client) =>
      issueCertificates(client, codesOfBatch(key, batch, count), terms, {
        now,
        onProgress: (more) => bar.increment(more),
      }),
    );
    bar.stop();
  }
  await pipeline(Readable.from(csvOfBatch(codesOfBatch(key, batch, count), terms)), createWriteStream(out));
  console.log(`${count} codes are in ${out}`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d{1,12}$/.test(text) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
}

function currency(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError('It is three capital letters, such as RUB.');
  return text;
}

function duration(text: string): string {
  if (!/^P(?=\d)(\d{1,3}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$/.test(text)) {
    throw new InvalidArgumentError('It is an ISO 8601 duration in years, months, weeks and days, such as P1Y.');
  }
  return text;
}

function uuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new InvalidArgumentError('It is a UUID.');
  return text.toLowerCase();
}
