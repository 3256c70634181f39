import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { v5 as namedId, v4 as randomId } from 'uuid';
import { StartError } from '../../config/start-error.ts';
import {
  type ClaimedBatch,
  inSteps,
  type MadeCode,
  missingMembers,
  personalCodes,
  startBatch,
  uniqueCodes,
} from '../../ledger/coupons/batches.ts';
import { type Campaign, findCampaign } from '../../ledger/coupons/campaigns.ts';
import { csvOf } from '../../ledger/coupons/csv.ts';
import { expiryOf } from '../../ledger/coupons/expiry.ts';
import { clockOf, type Database } from '../../ledger/database.ts';
import { signingKey } from '../../ledger/settings/signing-key.ts';
import { createProgress } from '../../loadtest/replay/progress.ts';
import { code } from '../arguments.ts';
import { onDatabase } from '../on-database.ts';

/** Namespace of the ids that names of batches make; any UUID, for good. */
const namespace = '9f0cbb4c-51c7-4d0a-9a0f-3f4f0c6f2f5e';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Options {
  readonly campaign: string;
  readonly count?: number;
  readonly members?: string;
  readonly out: string;
  readonly batch?: string;
}

export function addCouponsCommand(program: Command): void {
  const generate = program
    .command('coupons')
    .description('codes of coupon campaigns')
    .command('generate')
    .description('make codes that nobody can guess, and write them to a CSV file: code,member,expiresAt')
    .requiredOption('--campaign <code>', 'the campaign; it is made through the API', code)
    .option('--count <n>', 'so many codes of a unique campaign', count)
    .option('--members <file>', 'a code of a personal campaign for each member: a file with an id a line')
    .requiredOption('--out <file>', 'the file; it must not be there yet')
    .option('--batch <name>', 'takes up again what was cut off under this name: the same codes', batchName)
    .action(async (options: Options) => {
      if ((options.count === undefined) === (options.members === undefined)) {
        generate.error('error: say either --count or --members');
      }
      await onDatabase((database) => generateCodes(database, options));
    });
}

async function generateCodes(database: Database, options: Options): Promise<void> {
  const { campaign: of, count: wanted = 0, members, out, batch: name = randomId() } = options;
  if (existsSync(out)) throw new StartError(`there is a file ${out} already`);
  const campaign = await campaignFor(database, of, members === undefined ? 'unique' : 'personal');
  const batch = await batchFor(database, campaign, name, members === undefined ? wanted : 'members');
  console.error(`batch ${name}: if this is cut off, run it again with --batch ${name}`);
  const secret = await signingKey(database);
  const total = members === undefined ? wanted : await checkMembers(database, members);
  const steps =
    members === undefined
      ? uniqueCodes(database, secret, batch, total)
      : personalCodes(database, secret, batch, membersIn(members));
  const progress = createProgress();
  progress.begin(`codes of ${of}`, total);
  const unfinished = `${out}.part`;
  let made = 0;
  async function* counted(): AsyncGenerator<readonly MadeCode[]> {
    for await (const step of steps) {
      made += step.length;
      progress.tick(step.length);
      yield step;
    }
  }
  // A step is made when the one before it is on its way to the disk: whatever the size, one is in memory.
  await pipeline(Readable.from(csvOf(batch, counted()), { highWaterMark: 1 }), createWriteStream(unfinished));
  progress.end();
  renameSync(unfinished, out);
  console.log(`${made} codes of ${of} are in ${out}`);
}

async function campaignFor(database: Database, of: string, kind: Campaign['kind']): Promise<Campaign> {
  const campaign = await findCampaign(database, of);
  if (campaign === undefined) throw new StartError(`there is no campaign ${of}`);
  if (campaign.state === 'closed') throw new StartError(`campaign ${of} is closed for good`);
  if (campaign.kind === kind) return campaign;
  const instead = { generic: 'add its codes through the API', unique: 'say --count', personal: 'say --members' };
  throw new StartError(`campaign ${of} is ${campaign.kind}: ${instead[campaign.kind]}`);
}

async function batchFor(
  database: Database,
  { code: campaign, expireAfter }: Campaign,
  name: string,
  asked: number | 'members',
): Promise<ClaimedBatch> {
  const issuedAt = await clockOf(database);
  const expiresAt = expiryOf(issuedAt, expireAfter, 'UTC');
  const batch = await startBatch(database, {
    id: namedId(JSON.stringify([campaign, name]), namespace),
    campaign,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([campaign, asked]))
      .digest(),
    issuedAt,
    ...(expiresAt !== undefined && { expiresAt }),
  });
  if (batch === 'reused') throw new StartError(`batch ${name} was begun with another --count, or for members`);
  return batch;
}

/** Ids of a file, a line each; a line that is none ends it by its number. */
async function* membersIn(file: string): AsyncGenerator<string> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const id = line.trim();
    if (id === '') continue;
    if (!uuid.test(id)) throw new StartError(`${file}:${number}: ${id.slice(0, 80)} is no member's id`);
    yield id.toLowerCase();
  }
}

/** How many there are. Nothing is made of a file with a fault in it. */
async function checkMembers(database: Database, file: string): Promise<number> {
  if (!existsSync(file)) throw new StartError(`there is no file ${file}`);
  let found = 0;
  for await (const step of inSteps(membersIn(file))) {
    const [stranger] = await missingMembers(database, step);
    if (stranger !== undefined) throw new StartError(`${file}: no member has the id ${stranger}`);
    found += step.length;
  }
  return found;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000_000) {
    throw new InvalidArgumentError('It is a whole number from 1 to 10000000.');
  }
  return value;
}

function batchName(text: string): string {
  if (text.length < 1 || text.length > 200) throw new InvalidArgumentError('A name has 1 to 200 characters.');
  return text;
}
