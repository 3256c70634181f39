/** One run of the bench: servers, a chain in them, the rounds, the proof that all of it happened, the figures. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresProbe } from './measure/postgres.ts';
import type { BenchOptions } from './options.ts';
import { ratiosOf } from './report/figures.ts';
import { lineOf } from './report/line.ts';
import { describeMachine } from './report/machine.ts';
import { aboutMachine, reportOf, statementsOf } from './report/report.ts';
import { audit, compare, countReceipts } from './report/verify.ts';
import { LoadFault, type Measurement, Rounds } from './rounds.ts';
import { startGenerator } from './setup/children.ts';
import { otherDatabase } from './setup/databases.ts';
import { provision } from './setup/provision.ts';
import { type BenchServers, startServers } from './setup/servers.ts';

type Say = (text: string) => void;

/** @throws LoadFault where a reply was not as it should be, or what was sent is not what was committed */
export async function bench(options: BenchOptions, say: Say): Promise<void> {
  const folder = options.data ?? temporaryFolder();
  try {
    const servers = await startServers(folder, options.statements);
    try {
      await benchOn(servers, folder, options, say);
    } finally {
      await servers.stop();
    }
  } finally {
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-bench-'));
  // Postgres, which does not run as root, has to pass through.
  chmodSync(folder, 0o755);
  return folder;
}

async function benchOn(servers: BenchServers, folder: string, options: BenchOptions, say: Say): Promise<void> {
  const { databaseUrl } = servers;
  const machine = await describeMachine(databaseUrl);
  say(aboutMachine(machine));
  const chain = await provision(servers, folder, options);
  const { rules, applied, displaced } = chain.rulesMet;
  say(
    `${chain.members} members, ${chain.history} receipts beforehand; of ${rules} rules ${applied.toFixed(1)} apply to a ` +
      `receipt and ${displaced.toFixed(1)} more are displaced`,
  );
  const baselineUrl = await otherDatabase(databaseUrl, 'baseline');
  const urls = { gateway: databaseUrl, baseline: baselineUrl };
  const before = { gateway: await countReceipts(urls.gateway), baseline: await countReceipts(urls.baseline) };
  const probe = await PostgresProbe.connect(databaseUrl, options.statements);
  const generator = startGenerator();
  try {
    const rounds = new Rounds({
      ...{ options, folder, servers, chain, baselineUrl, probe },
      generator: generator.child,
      run: Date.now().toString(36),
      said: say,
      measured: (measurement) => say(lineOf(measurement, options.rounds)),
    });
    await rounds.run();
    const { measurements } = rounds;
    for (const name of options.subjects) sayLog(join(folder, `${name}.log`), say);
    const faults: string[] = [];
    for (const name of ['gateway', 'baseline'] as const) {
      const sent = sentTo(name, measurements);
      faults.push(...compare(name, before[name], await countReceipts(urls[name]), sent));
      say(`${name}: ${sent.reduce((sum, count) => sum + count, 0)} receipts sent`);
    }
    if (faults.length > 0) throw new LoadFault(faults.join('\n'));
    say(`each is in the database once; ${options.audit ? await audit(databaseUrl) : 'the ledger was not audited'}`);
    const figures = {
      machine,
      options,
      chain: { ...chain, adminKey: undefined, tillKeys: undefined },
      ratios: ratiosOf(measurements),
      measurements,
    };
    if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(figures, undefined, 1)}\n`);
    if (options.statements) say(`\n${statementsOf(measurements)}`);
    say(`\n${reportOf(options, measurements)}`);
  } finally {
    await generator.stop();
    await probe.end();
  }
}

/** Of each load with receipts, how many. The gateways' are in one database. */
function sentTo(name: 'gateway' | 'baseline', measurements: readonly Measurement[]): number[] {
  return measurements
    .filter(({ subject, operation }) => operation === 'commits' && (subject === 'baseline') === (name === 'baseline'))
    .map(({ window }) => window.load.sent);
}

/** They log warnings alone: whatever there is should be seen. */
function sayLog(file: string, say: Say): void {
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length > 0) say(`${file}, ${lines.length} lines, the last ones:\n${lines.slice(-5).join('\n')}`);
}
