import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import progress from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { type OfflineJobs, openOfflineJobs } from '../../gateway/adjust-offline.ts';
import { adjustOutcomesCsv } from '../../gateway/flows/adjust/jobs.ts';
import type { AdjustJob } from '../../ledger/adjust/job.ts';
import type { Database } from '../../ledger/database.ts';
import { onDatabase } from '../on-database.ts';

interface Options {
  readonly file?: string;
  readonly segment?: string;
  readonly points?: number;
  readonly reason?: string;
  readonly purse?: string;
  readonly program?: string;
  readonly expireAfter?: string;
  readonly dry?: true;
  readonly undo?: string;
  readonly resume?: string;
  readonly outcomes?: string;
}

export function addAdjustCommand(program: Command): void {
  const adjust = program
    .command('adjust')
    .description('gives points to many members, or takes them; every row once, whatever happens on the way')
    .option('--file <csv>', 'one of member, card and phone; points, negative to take; where need be purse, reason')
    .option('--segment <code>', 'instead of a file: the members of a segment, each with --points')
    .option('--points <n>', 'of a segment’s members', points)
    .option('--reason <text>', 'why, for whoever reads a member’s operations')
    .option('--purse <code>', 'for rows that name none; else the programme’s first')
    .option('--program <code>', 'whose purses they are, where several programmes are published')
    .option('--expire-after <duration>', 'when what is given expires, such as P90D; else as its purse has it')
    .option('--dry', 'decide and count, move nothing')
    .option('--undo <job>', 'take back what a job gave, as far as it is there still')
    .option('--resume <job>', 'go on with a job that was broken off')
    .option('--outcomes <csv>', 'where to write what became of each row')
    .action(async (options: Options) => {
      const fault = faultIn(options);
      if (fault !== undefined) adjust.error(`error: ${fault}`);
      await onDatabase(async (database, _applied, url) => {
        const jobs = await openOfflineJobs(url, (message, context) => console.error(message, context));
        try {
          await work(jobs, database, options);
        } finally {
          await jobs.close();
        }
      });
    });
}

function faultIn({ file, segment, points: each, reason, undo, resume }: Options): string | undefined {
  const ways = [file, segment, undo, resume].filter((way) => way !== undefined);
  if (ways.length !== 1) return 'say one of --file, --segment, --undo and --resume';
  if ((file ?? segment) !== undefined && reason === undefined) return 'say why, with --reason';
  if ((segment === undefined) !== (each === undefined)) return '--segment and --points go together';
  return undefined;
}

async function work(jobs: OfflineJobs, database: Database, options: Options): Promise<void> {
  const id = await jobOf(jobs, options);
  // Said before it runs: with it a job that is broken off is resumed, and one that is done is undone.
  console.error(`job ${id}`);
  const bar = new progress.SingleBar({
    format: '{bar} {percentage}% | {value} of {total} rows',
    stream: process.stderr,
  });
  const job = await jobs.finish(id, (now) => {
    if (!bar.isActive) bar.start(now.rows, 0);
    bar.update(now.state === 'undoing' || now.state === 'undone' ? now.undone : now.applied + now.refused);
  });
  bar.stop();
  if (options.outcomes !== undefined) {
    writeFileSync(options.outcomes, '');
    for await (const lines of adjustOutcomesCsv(database, id)) writeFileSync(options.outcomes, lines, { flag: 'a' });
  }
  console.log(summaryOf(job));
}

async function jobOf(jobs: OfflineJobs, options: Options): Promise<string> {
  const { file, segment, points: each, undo, resume, reason = '', purse, program, expireAfter, dry } = options;
  if (undo !== undefined) {
    await jobs.undo(undo);
    return undo;
  }
  if (resume !== undefined) return resume;
  // Opened first: one that is not there is said before anything is begun.
  const handle = file === undefined ? undefined : await open(file);
  return jobs.create({
    query: {
      reason,
      ...(purse !== undefined && { purse }),
      ...(program !== undefined && { program }),
      ...(expireAfter !== undefined && { expireAfter }),
      ...(dry !== undefined && { dry }),
      ...(segment !== undefined && { segment }),
      ...(each !== undefined && { points: each }),
    },
    ...(handle !== undefined && { csv: handle.createReadStream() }),
  });
}

function summaryOf({ state, dry, rows, applied, refused, given, taken, undone, reversed, missing }: AdjustJob): string {
  if (state === 'undone') return `${undone} rows undone: ${reversed} points moved back, ${missing} were gone`;
  const done = `${applied} of ${rows} rows applied, ${refused} refused: ${given} points given, ${taken} taken`;
  return dry ? `dry: ${done}; nothing has moved` : done;
}

function points(text: string): number {
  const value = Number(text);
  if (!/^[+-]?\d{1,12}$/.test(text) || value === 0) {
    throw new InvalidArgumentError('It is a whole number of points, not zero.');
  }
  return value;
}
