import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { parseRedeem } from '../../loadtest/replay/redeem.ts';
import { replay } from '../../loadtest/replay/replay.ts';
import { faultOf, printed } from '../../loadtest/replay/report.ts';

interface Options {
  map: string;
  url: string;
  key: string;
  redeem?: string;
  concurrency: number;
  retryFor: number;
  limit?: number;
  database?: string;
  report: string;
}

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description('sends a CSV file of receipt lines, .gz or not, through a gateway, and reconciles what came of it')
    .argument('<file>', 'the file')
    .requiredOption('--map <name>', 'uci, or the path of a YAML file that says which columns make a receipt')
    .requiredOption('--url <url>', 'the gateway, such as http://127.0.0.1:8080')
    .requiredOption('--key <key>', "an administrator's key for history; a till's for the last 30 days")
    .option('--redeem <rule>', 'each Nth receipt of a member pays up to PERCENT with points: every:5,max:30', redeem)
    .option('--concurrency <n>', 'requests at a time', positive, 16)
    .option('--retry-for <seconds>', 'how long a gateway that does not answer is waited for', positive, 60)
    .option('--limit <n>', 'only the first so many invoices', positive)
    .option('--database <url>', "the gateway's Postgres, to reconcile with its tables")
    .option('--report <file>', 'where the report is written', 'replay-report.json')
    .action(async (file: string, { report: path, retryFor, database, ...options }: Options) => {
      const report = await replay({
        ...options,
        file,
        retryForMs: retryFor * 1000,
        database: () => database,
        signal: stopSignal(),
      });
      writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
      console.log(printed(report));
      const fault = faultOf(report);
      if (fault !== undefined) throw new Error(`${fault}; more in ${path}`);
    });
}

/** The first Ctrl-C finishes what is under way; a second ends the process. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
}

function redeem(text: string): string {
  try {
    parseRedeem(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
