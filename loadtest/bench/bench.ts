/**
 * `npm run bench`: how many quotes and committed receipts a second, how fast, and what they cost whom; the gateway as it
 * ships, without worker threads, and a baseline without rules or a ledger, by turns under the same load.
 * docs/performance.md says how to read it.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { StartError } from '../../config/start-error.ts';
import { readOptions, usage } from './options.ts';
import { describeMachine } from './report/machine.ts';
import { LoadFault, runRounds } from './rounds.ts';
import { startGenerator } from './setup/children.ts';
import { provision } from './setup/provision.ts';
import { startServers } from './setup/servers.ts';
import { tillgate } from './setup/tillgate.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(usage);
  else await bench(options);
} catch (error) {
  if (!(error instanceof StartError || error instanceof LoadFault)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}
// Nothing that is still open keeps the process.
process.exit();

async function bench(options: NonNullable<ReturnType<typeof readOptions>>): Promise<void> {
  const say = (line: string) => console.log(line);
  const folder = options.data ?? mkdtempSync(join(tmpdir(), 'tillgate-bench-'));
  // Postgres, which does not run as root, has to pass through.
  chmodSync(folder, 0o755);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const servers = await startServers(folder, options.statements);
  const generator = startGenerator();
  try {
    const machine = await describeMachine(servers.databaseUrl);
    say(JSON.stringify(machine));
    const chain = await provision(servers, folder, options);
    const baselineUrl = await otherDatabase(servers.databaseUrl, 'baseline');
    say(`the ledger has ${options.members} members; ${await tillgate(['audit'], servers.databaseUrl)}`);
    const before = await receiptsIn(servers.databaseUrl);
    const { measurements, sent } = await runRounds({
      options,
      folder,
      servers,
      chain,
      baselineUrl,
      generator: generator.child,
      run: Date.now().toString(36),
      say,
    });
    say(
      `sent ${JSON.stringify(sent)}; committed ${(await receiptsIn(servers.databaseUrl)) - before}; ${await tillgate(['audit'], servers.databaseUrl)}`,
    );
    if (options.out !== undefined)
      writeFileSync(options.out, JSON.stringify({ machine, options, measurements }, null, 1));
  } finally {
    await generator.stop();
    await servers.stop();
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function otherDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const other = new URL(url);
  other.pathname = name;
  return other.href;
}

async function receiptsIn(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM receipts');
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}
