/**
 * The rounds: in each, every subject in turn is started, loaded and stopped, so that whatever else the machine does hits
 * all of them alike.
 */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { StartError } from '../../config/start-error.ts';
import { carryOut } from './load/carry-out.ts';
import type { LoadOrder, LoadResult } from './load/order.ts';
import type { PostgresProbe } from './measure/postgres.ts';
import { measure, type Window } from './measure/window.ts';
import type { BenchOptions, GeneratorName, Loop, Operation, SubjectName } from './options.ts';
import { type Subject, startSubject } from './setup/children.ts';
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

interface Course {
  readonly options: BenchOptions;
  /** Holds the subjects' logs. */
  readonly folder: string;
  readonly servers: BenchServers;
  readonly chain: Chain;
  readonly baselineUrl: string;
  readonly probe: PostgresProbe;
  readonly generator: ChildProcess;
  /** Begins the numbers of this run's receipts. */
  readonly run: string;
  readonly said: (line: string) => void;
  readonly measured: (measurement: Measurement) => void;
}

/** By then V8 has compiled what there is to compile, on a slow or busy machine too. */
const warmReplies = 5_000;

/** A load came back with something else than what was to come: its first replies are in the message. */
export class LoadFault extends Error {
  override name = 'LoadFault';
}

export class Rounds {
  readonly measurements: Measurement[] = [];
  readonly #course: Course;
  #loads = 0;

  constructor(course: Course) {
    this.#course = course;
  }

  /** @throws LoadFault at the first reply that is not as it should be */
  async run(): Promise<void> {
    const { rounds, subjects, fill } = this.#course.options;
    const { connections, generator } = this.#course.options;
    const tills = this.#course.chain.tillKeys.length;
    if (generator === 'frames' && connections > tills)
      throw new StartError(
        `--generator frames: a till has one socket, and there are ${tills} tills: --connections ${connections}`,
      );
    if (fill && subjects.some((name) => name !== 'baseline')) await this.#fill();
    for (let round = 1; round <= rounds; round += 1) for (const name of subjects) await this.#turn(round, name);
  }

  async #turn(round: number, name: SubjectName): Promise<void> {
    const { options } = this.#course;
    const subject = await this.#start(name, options.cpuProfiles);
    try {
      for (const loop of options.loops) {
        for (const operation of options.operations) {
          // The baseline has nothing to quote.
          if (name !== 'baseline' || operation !== 'quotes') await this.#load(subject, round, operation, loop);
        }
      }
    } finally {
      await subject.stop();
    }
  }

  #start(name: SubjectName, cpuProfiles?: string): Promise<Subject> {
    const { servers, folder, baselineUrl } = this.#course;
    return startSubject({
      name,
      databaseUrl: name === 'baseline' ? baselineUrl : servers.databaseUrl,
      redisUrl: servers.redisUrl,
      logFile: join(folder, `${name}.log`),
      cpuProfiles,
    });
  }

  /**
   * Every member once, by a quote: their state is in Redis then, as it is of a chain that has been open since morning.
   * The gateway that did it is not one that is measured: each of those begins with its own caches empty.
   */
  async #fill(): Promise<void> {
    const { generator, said } = this.#course;
    const subject = await this.#start('gateway');
    try {
      const load = await carryOut(generator, { ...this.#order(subject, 'quotes'), generator: 'sockets', sweep: true });
      failOnFaults(load, 'bringing members into Redis');
      said(`${load.sent} members are in Redis, by a quote each, after ${load.seconds.toFixed(0)} s`);
    } finally {
      await subject.stop();
    }
  }

  async #load(subject: Subject, round: number, operation: Operation, loop: Loop): Promise<void> {
    const { options, servers, probe, generator, measured } = this.#course;
    const rate = loop === 'open' ? this.#rateOf(operation, subject.name, round) : undefined;
    const order = {
      ...this.#order(subject, operation),
      ...overHttp(subject.name, options.generator),
      ...(rate !== undefined && { rate }),
    };
    const window = await measure({ subject, servers, probe, generator }, order);
    failOnFaults(window.load, `round ${round}, ${subject.name}, ${operation}, ${loop} loop`);
    const measurement = { round, subject: subject.name, operation, loop, ...(rate !== undefined && { rate }), window };
    this.measurements.push(measurement);
    measured(measurement);
  }

  #order({ url }: Subject, operation: Operation): LoadOrder {
    const { options, chain, run } = this.#course;
    this.#loads += 1;
    return {
      url,
      operation,
      keys: chain.tillKeys,
      generator: options.generator,
      connections: options.connections,
      warmMs: options.warmSeconds * 1_000,
      warmReplies,
      measureMs: options.seconds * 1_000,
      members: chain.members,
      skew: options.skew,
      seed: options.seed + this.#loads,
      prefix: `${run}-${this.#loads}`,
    };
  }

  /** What was asked for, else a part of what this round's closed loop reached. */
  #rateOf(operation: Operation, subject: SubjectName, round: number): number {
    const { rates, openFraction } = this.#course.options;
    const given = rates[operation];
    if (given !== undefined) return given;
    const closed = this.measurements.find(
      (one) => one.round === round && one.subject === subject && one.operation === operation && one.loop === 'closed',
    );
    if (closed === undefined) throw new LoadFault(`without the closed loop the open loop needs --rate-${operation}`);
    return Math.max(1, Math.round(closed.window.perSecond * openFraction));
  }
}

/** The baseline has no tills' sockets. */
function overHttp(subject: SubjectName, generator: GeneratorName): Partial<LoadOrder> {
  return subject === 'baseline' && generator === 'frames' ? { generator: 'sockets' } : {};
}

function failOnFaults({ faults, statuses }: LoadResult, where: string): void {
  if (faults.length === 0) return;
  const counts = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  throw new LoadFault(
    `${where}: replies ${counts.join(', ')}; the first that were not as they should be:\n${faults.join('\n')}`,
  );
}
