/** What `npm run bench` can be told, and what it does when it is told nothing. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '../../config/start-error.ts';

/**
 * gateway: as it ships. inline: with TILLGATE_WORKERS=0. pair: two of those behind one port. baseline: the bare pipeline
 * of loadtest/baseline.
 */
export const subjects = ['gateway', 'inline', 'pair', 'baseline'] as const;
export type SubjectName = (typeof subjects)[number];

export const operations = ['quotes', 'commits'] as const;
export type Operation = (typeof operations)[number];

export const loops = ['closed', 'open'] as const;
export type Loop = (typeof loops)[number];

/** Who sends in the closed loop: autocannon, or lines of our own, over HTTP or over tills' WebSockets. */
const generators = ['autocannon', 'sockets', 'frames'] as const;
export type GeneratorName = (typeof generators)[number];

export interface BenchOptions {
  readonly members: number;
  /** Receipts that are in the database beforehand. */
  readonly history: number;
  readonly rounds: number;
  /** Of each measured window. */
  readonly seconds: number;
  /** Load before each window that is not measured. */
  readonly warmSeconds: number;
  readonly connections: number;
  /** 0: every member buys as often as any other; 1: as Zipf's law has it. */
  readonly skew: number;
  /** The arrival rate of the open loop as a part of what the closed loop of the same round reached. */
  readonly openFraction: number;
  /** Arrivals a second instead, the same for every subject. */
  readonly rates: Readonly<Partial<Record<Operation, number>>>;
  readonly subjects: readonly SubjectName[];
  readonly operations: readonly Operation[];
  readonly loops: readonly Loop[];
  readonly generator: GeneratorName;
  /** Whether every member's state is brought into Redis before the first round. */
  readonly fill: boolean;
  readonly programme: string;
  /** A folder to keep the servers' data in; undefined: a temporary one. */
  readonly data: string | undefined;
  readonly out: string | undefined;
  readonly cpuProfiles: string | undefined;
  readonly statements: boolean;
  /** Whether the ledger is audited at the end. */
  readonly audit: boolean;
  readonly seed: number;
}

const shape = {
  members: { type: 'string' },
  history: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  warm: { type: 'string' },
  connections: { type: 'string' },
  skew: { type: 'string' },
  open: { type: 'string' },
  'rate-quotes': { type: 'string' },
  'rate-commits': { type: 'string' },
  subjects: { type: 'string' },
  operations: { type: 'string' },
  loops: { type: 'string' },
  generator: { type: 'string' },
  programme: { type: 'string' },
  data: { type: 'string' },
  out: { type: 'string' },
  'cpu-prof': { type: 'string' },
  seed: { type: 'string' },
  cold: { type: 'boolean' },
  statements: { type: 'boolean' },
  'no-audit': { type: 'boolean' },
  quick: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const usage = `npm run bench -- [options]

  --quick               a short run: 2,000 members, one round of 3 s windows
  --members N           members with cards and points                      100000
  --history N           receipts in the database beforehand                0
  --rounds N            alternations of the subjects                       3
  --seconds N           length of a measured window                        8
  --warm N              load before each window that is not measured, s    3
  --connections N       of the closed loop                                 96
  --skew N              0: members buy alike, 1: by Zipf's law             0
  --open F              open loop's rate as a part of the closed loop's    0.7
  --rate-quotes N       open loop's quotes a second instead
  --rate-commits N      open loop's receipts a second instead
  --subjects LIST       of gateway,inline,pair,baseline                    gateway,inline,baseline
  --operations LIST     quotes,commits
  --loops LIST          closed,open
  --generator NAME      autocannon, or sockets of our own: less work than
                        autocannon's; or frames: tills' WebSockets         autocannon
  --programme FILE      the programme document                             config/programs/bench-100.yaml
  --cold                do not bring members' state into Redis beforehand
  --data DIR            keep the servers' data there and use it again
  --out FILE            write all figures as JSON
  --cpu-prof DIR        have the gateways write CPU profiles there
  --statements          have Postgres count its statements (pg_stat_statements)
  --no-audit            do not audit the ledger at the end, which takes long on a large one
  --seed N              of what is random                                  1`;

/** Undefined: help was asked for. @throws StartError naming the option that is wrong */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parse(args);
  if (values.help === true) return undefined;
  const quick = values.quick === true;
  const number = (name: keyof typeof values, otherwise: number, { from = 1, to = 100_000_000, whole = true } = {}) => {
    const text = values[name];
    const value = text === undefined ? otherwise : Number(text);
    const fits = Number.isFinite(value) && value >= from && value <= to && (!whole || Number.isInteger(value));
    if (!fits)
      throw new StartError(`--${name} ${text}: expected a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
    return value;
  };
  const some = <T extends string>(name: keyof typeof values, all: readonly T[], otherwise = all): T[] => {
    const named: readonly string[] = values[name] === undefined ? otherwise : String(values[name]).split(',');
    const unknown = named.find((one) => !all.some((known) => known === one));
    if (unknown !== undefined) throw new StartError(`--${name} ${unknown}: expected some of ${all.join(', ')}`);
    return all.filter((known) => named.includes(known));
  };
  const path = (name: keyof typeof values) => (values[name] === undefined ? undefined : resolve(String(values[name])));
  const [generator = 'autocannon'] = values.generator === undefined ? [] : some('generator', generators);
  return {
    members: number('members', quick ? 2_000 : 100_000, { from: 100 }),
    history: number('history', 0, { from: 0 }),
    rounds: number('rounds', quick ? 1 : 3, { to: 100 }),
    seconds: number('seconds', quick ? 3 : 8, { from: 0.2, to: 3_600, whole: false }),
    warmSeconds: number('warm', quick ? 1 : 3, { from: 0, to: 600, whole: false }),
    connections: number('connections', 96, { to: 1_000 }),
    skew: number('skew', 0, { from: 0, to: 2, whole: false }),
    openFraction: number('open', 0.7, { from: 0.01, to: 2, whole: false }),
    rates: {
      ...(values['rate-quotes'] !== undefined && { quotes: number('rate-quotes', 0) }),
      ...(values['rate-commits'] !== undefined && { commits: number('rate-commits', 0) }),
    },
    subjects: some('subjects', subjects, ['gateway', 'inline', 'baseline']),
    operations: some('operations', operations),
    loops: some('loops', loops),
    generator,
    fill: values.cold !== true,
    programme: path('programme') ?? 'config/programs/bench-100.yaml',
    data: path('data'),
    out: path('out'),
    cpuProfiles: path('cpu-prof'),
    statements: values.statements === true,
    audit: values['no-audit'] !== true,
    seed: number('seed', 1),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: shape, strict: true });
  } catch (cause) {
    throw new StartError(`${(cause as Error).message.split('. To specify')[0]}; see --help`, { cause });
  }
}
