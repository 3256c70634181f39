/**
 * The rounds: in each, every subject in turn is started, loaded and stopped, so that whatever else the machine does hits
 * all of them alike. Ratios are taken within a round and shown as the median over all rounds.
 */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { LoadOrder } from './load/order.ts';
import { measure, run, type Window } from './measure/window.ts';
import type { BenchOptions, Loop, Operation, SubjectName } from './options.ts';
import { startSubject } from './setup/children.ts';
import type { Chain } from './setup/provision.ts';
import type { BenchServers } from './setup/servers.ts';

export interface Measurement {
  readonly round: number;
  readonly subject: SubjectName;
  readonly operation: Operation;
  readonly loop: Loop;
  /** Open loop: arrivals a second. */
  readonly rate?: number;
  readonly window: Window;
}

export interface Course {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly servers: BenchServers;
  readonly chain: Chain;
  readonly baselineUrl: string;
  readonly generator: ChildProcess;
  /** Begins the numbers of this run's receipts. */
  readonly run: string;
  readonly say: (line: string) => void;
}

/** A load came back with something else than what was to come: its first replies are in the message. */
export class LoadFault extends Error {
  override name = 'LoadFault';
}

/** @returns every measurement, and how many receipts each kind of database has been sent. */
export async function runRounds(
  course: Course,
): Promise<{ measurements: Measurement[]; sent: Record<'gateway' | 'baseline', number> }> {
  const { options } = course;
  const measurements: Measurement[] = [];
  const sent = { gateway: 0, baseline: 0 };
  let loads = 0;
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const name of options.subjects) {
      const subject = await startSubject({
        name,
        databaseUrl: name === 'baseline' ? course.baselineUrl : course.servers.databaseUrl,
        redisUrl: course.servers.redisUrl,
        logFile: join(course.folder, `${name}.log`),
        cpuProfiles: name === 'baseline' ? undefined : options.cpuProfiles,
      });
      try {
        if (loads === 0 && options.fill && name !== 'baseline') await fill(course, subject.url);
        for (const loop of options.loops) {
          for (const operation of options.operations) {
            // The baseline has nothing to quote.
            if (name === 'baseline' && operation === 'quotes') continue;
            const rate = loop === 'open' ? rateOf(options, operation, measurements, name, round) : undefined;
            loads += 1;
            const order: LoadOrder = {
              ...orderOf(course, subject.url, operation),
              seed: options.seed + loads,
              prefix: `${course.run}-${loads}`,
              ...(rate !== undefined && { rate }),
            };
            const window = await measure({ subject, servers: course.servers, generator: course.generator }, order);
            failOnFaults(window.load, `round ${round}, ${name}, ${operation}, ${loop} loop`);
            if (operation === 'commits') sent[name === 'baseline' ? 'baseline' : 'gateway'] += window.load.sent;
            measurements.push({ round, subject: name, operation, loop, ...(rate !== undefined && { rate }), window });
            course.say(lineOf(measurements.at(-1) as Measurement, options.rounds));
          }
        }
      } finally {
        await subject.stop();
      }
    }
  }
  return { measurements, sent };
}

/** Every member once, by a quote: then their state is in Redis, as it is of a chain that has been open since morning. */
async function fill(course: Course, url: string): Promise<void> {
  const began = performance.now();
  const load = await run(course.generator, {
    ...orderOf(course, url, 'quotes'),
    generator: 'undici',
    sweep: true,
    seed: course.options.seed,
    prefix: `${course.run}-0`,
  });
  failOnFaults(load, 'bringing members into Redis');
  course.say(`${load.sent} members are in Redis after ${Math.round((performance.now() - began) / 1_000)} s`);
}

function orderOf({ options, chain }: Course, url: string, operation: Operation): Omit<LoadOrder, 'seed' | 'prefix'> {
  return {
    url,
    operation,
    keys: chain.tillKeys,
    generator: options.generator,
    connections: options.connections,
    warmMs: options.warmSeconds * 1_000,
    measureMs: options.seconds * 1_000,
    members: chain.members,
    skew: options.skew,
  };
}

/** What was asked for, else a part of what this round's closed loop reached. */
function rateOf(
  { rates, openFraction }: BenchOptions,
  operation: Operation,
  measurements: readonly Measurement[],
  subject: SubjectName,
  round: number,
): number {
  const given = rates[operation];
  if (given !== undefined) return given;
  const closed = measurements.find(
    (one) => one.round === round && one.subject === subject && one.operation === operation && one.loop === 'closed',
  );
  if (closed === undefined) {
    throw new LoadFault(`without the closed loop the open loop needs --rate-${operation}`);
  }
  return Math.max(1, Math.round(closed.window.perSecond * openFraction));
}

function failOnFaults({ faults, statuses }: Window['load'], where: string): void {
  if (faults.length === 0) return;
  throw new LoadFault(
    `${where}: replies by status ${JSON.stringify(statuses)}; the first that were not as they should be:\n${faults.join('\n')}`,
  );
}

export function lineOf({ round, subject, operation, loop, rate, window }: Measurement, rounds: number): string {
  const { load, perSecond, costs, batches } = window;
  const sizes = Object.entries(batches).map(([of, { mean }]) => `${of} ${mean.toFixed(1)}`);
  return [
    `${round}/${rounds} ${subject.padEnd(8)} ${operation.padEnd(7)} ${loop.padEnd(6)}`,
    `${Math.round(perSecond).toString().padStart(6)}/s${rate === undefined ? '' : ` of ${rate}`}`,
    `p50 ${load.latency.p50.toFixed(1)} p99 ${load.latency.p99.toFixed(1)} ms`,
    `µs: subject ${costs.subject.toFixed(0)} (main ${costs.main.toFixed(0)}) postgres ${costs.postgres.toFixed(0)} redis ${costs.redis.toFixed(0)} generator ${costs.generator.toFixed(0)}`,
    `${window.coresBusy.toFixed(2)} cores`,
    sizes.length === 0 ? '' : `batches ${sizes.join(', ')}`,
  ]
    .join('  ')
    .trimEnd();
}
