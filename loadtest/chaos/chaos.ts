/**
 * A slice of a file replayed twice, each time on a fresh gateway: once undisturbed, once with something killed at random
 * moments, now and then the client with it. Then a third time over the second gateway, where everything is there
 * already. All three must come to the same receipts, money and points, and each must reconcile with the gateway's
 * replies and its tables.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort } from '../../config/embedded/free-port.ts';
import { GatewayLost } from '../replay/client.ts';
import { replay } from '../replay/replay.ts';
import type { Report } from '../replay/report.ts';
import { type GatewayProcess, launchGateway } from './gateway-process.ts';
import { differencesBetween } from './outcome.ts';
import { createRandom, type Random } from './random.ts';
import { syntheticCsv } from './synthetic.ts';

/** Kills something, and sees to it that it comes back. */
export type Strike = (gateway: GatewayProcess, random: Random) => Promise<void>;

interface Settings {
  readonly slice: number;
  readonly kills: number;
  readonly seed: number;
  readonly file: string | undefined;
}

const uci = '../shared/data/uci-online-retail/online_retail_2010-12_2011-09.csv.gz';

/** Runs it with the command line's --slice, --kills, --seed and --file; sets the exit code, 1 for a difference. */
export async function runChaos(name: string, strike: Strike): Promise<void> {
  const settings = settingsOf();
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-chaos-'));
  // Postgres, which does not run as root, has to pass through.
  chmodSync(folder, 0o755);
  try {
    const file = settings.file ?? theFile(folder, settings);
    console.log(`${name}: ${settings.slice} invoices of ${file}, ${settings.kills} kills, seed ${settings.seed}`);
    const differences = await compare(name, { ...settings, file }, folder, strike);
    for (const difference of differences.slice(0, 20)) console.log(`✗ ${difference}`);
    console.log(differences.length === 0 ? `${name}: no difference` : `${name}: ${differences.length} differences`);
    if (differences.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(
  name: string,
  settings: Settings & { readonly file: string },
  folder: string,
  strike: Strike,
): Promise<string[]> {
  const undisturbed = await withGateway(join(folder, 'undisturbed'), (gateway) => replayAll(settings, gateway));
  console.log(`undisturbed: ${summary(undisturbed)}`);
  return withGateway(join(folder, 'disturbed'), async (gateway) => {
    const { report: disturbed, kills, runs } = await replayDisturbed(settings, gateway, strike);
    console.log(`disturbed:   ${summary(disturbed)}; ${kills} kills, ${runs} runs of the client`);
    const again = await replayAll(settings, gateway);
    console.log(`once more:   ${summary(again)}`);
    return [
      ...(kills === settings.kills ? [] : [`${name}: it was to strike ${settings.kills} times and did ${kills}`]),
      ...undisturbed.reconciliation.first.map((difference) => `undisturbed: ${difference}`),
      ...disturbed.reconciliation.first.map((difference) => `${name}: ${difference}`),
      ...differencesBetween(undisturbed, disturbed),
      ...differencesBetween(undisturbed, again).map((difference) => `once more: ${difference}`),
      ...(again.receipts.replayed === again.receipts.committed ? [] : ['once more: a receipt was committed anew']),
    ];
  });
}

async function withGateway<T>(folder: string, work: (gateway: GatewayProcess) => Promise<T>): Promise<T> {
  const gateway = await launchGateway(folder, await freePort());
  try {
    return await work(gateway);
  } finally {
    await gateway.stop();
  }
}

interface Disturbance {
  readonly signal: AbortSignal;
  readonly tick: () => void;
}

async function replayAll(
  { file, slice }: Settings & { readonly file: string },
  gateway: GatewayProcess,
  disturbance?: Disturbance,
): Promise<Report> {
  return replay({
    file,
    map: 'uci',
    url: gateway.url,
    key: 'demo-admin',
    redeem: 'every:2,max:30',
    concurrency: 16,
    retryForMs: 60_000,
    limit: slice,
    progress: { begin() {}, tick: disturbance?.tick ?? (() => {}), end() {} },
    // A gateway that was killed starts its Postgres on another port.
    database: gateway.databaseUrl,
    ...(disturbance === undefined ? {} : { signal: disturbance.signal }),
  });
}

/** Strikes when so many invoices are done, counted over all runs; every other time the client goes down as well. */
async function replayDisturbed(
  settings: Settings & { readonly file: string },
  gateway: GatewayProcess,
  strike: Strike,
): Promise<{ report: Report; kills: number; runs: number }> {
  const random = createRandom(settings.seed);
  // Not at the very end, where there may be nothing left to be in the middle of.
  const last = Math.ceil(settings.slice * 0.8);
  const moments = Array.from({ length: settings.kills }, () => random.between(1, last));
  moments.sort((a, b) => a - b);
  let struck = 0;
  for (let runs = 1; ; runs += 1) {
    const stop = new AbortController();
    let done = 0;
    let striking: Promise<void> | undefined;
    const tick = () => {
      done += 1;
      const moment = moments[struck];
      if (moment === undefined || done < moment || striking !== undefined || stop.signal.aborted) return;
      struck += 1;
      if (struck % 2 === 0) stop.abort();
      striking = strike(gateway, random).finally(() => {
        striking = undefined;
      });
    };
    const report = await replayAll(settings, gateway, { signal: stop.signal, tick }).catch((error: unknown) => {
      if (error instanceof GatewayLost && stop.signal.aborted) return undefined;
      throw error;
    });
    await striking;
    if (report?.complete === true) return { report, kills: struck, runs };
  }
}

function summary({ receipts, returns, totals, points, seconds, reconciliation }: Report): string {
  const back = returns.matched.committed + returns.unmatched.committed;
  return [
    `${receipts.committed} receipts (${receipts.replayed} replayed), ${back} returns`,
    `net ${totals.net}, refunded ${totals.refunded}`,
    `points ${points.issued} issued, ${points.redeemed} redeemed, ${points.balance} left`,
    `${seconds} s, ${reconciliation.differences} differences`,
  ].join('; ');
}

function theFile(folder: string, { slice, seed }: Settings): string {
  const real = fileURLToPath(new URL(uci, import.meta.resolve('tillgate/package.json')));
  if (existsSync(real)) return real;
  console.log('the UCI data are not beside this folder (../shared/data): a made-up file stands in');
  const path = join(folder, 'made-up.csv');
  writeFileSync(path, syntheticCsv(slice, seed));
  return path;
}

function settingsOf(): Settings {
  const { values } = parseArgs({
    options: {
      slice: { type: 'string', default: '400' },
      kills: { type: 'string', default: '5' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      file: { type: 'string' },
    },
  });
  const positive = (name: 'slice' | 'kills' | 'seed') => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`--${name} ${values[name]}: expected a whole number from 1`);
    return value;
  };
  return { slice: positive('slice'), kills: positive('kills'), seed: positive('seed'), file: values.file };
}
