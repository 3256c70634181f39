/** The figures as a person reads them. docs/performance.md says what each column means. */
import type { BatchSizes } from '../measure/batches.ts';
import type { Costs } from '../measure/costs.ts';
import type { Window } from '../measure/window.ts';
import { type BenchOptions, type Loop, loops, type Operation, operations, subjects } from '../options.ts';
import type { Measurement } from '../rounds.ts';
import { ratiosOf, spreadOf } from './figures.ts';
import type { Machine } from './machine.ts';
import { table } from './table.ts';

const names: Readonly<Record<string, string>> = { quotes: 'quotes', commits: 'receipts' };

export function aboutMachine(machine: Machine): string {
  const { cores, processor, memoryGb, kernel, node, postgres, redis, settings, loadAverage } = machine;
  const busy =
    loadAverage > cores / 4
      ? `\nWARNING: the machine is busy with something else (load average ${loadAverage.toFixed(1)}): rates and latencies mean little, processor time per receipt a bit more`
      : '';
  const set = Object.entries(settings).map(([name, value]) => `${name} ${value || 'none'}`);
  return `${cores} cores (${processor}), ${memoryGb} GB, Linux ${kernel}, Node ${node}, Postgres ${postgres}, Redis ${redis}\nPostgres: ${set.join(', ')}${busy}`;
}

export function reportOf(options: BenchOptions, measurements: readonly Measurement[]): string {
  const parts: string[] = [];
  for (const loop of loops) {
    for (const operation of operations) {
      const some = measurements.filter((one) => one.loop === loop && one.operation === operation);
      if (some.length > 0) parts.push(section(options, loop, operation, some));
    }
  }
  const ratios = ratiosOf(measurements).map(
    ({ operation, subject, to, rounds, median }) =>
      `${names[operation]}: ${subject} / ${to} = ${median.toFixed(3)} (${rounds.map((ratio) => ratio.toFixed(3)).join(', ')})`,
  );
  if (ratios.length > 0)
    parts.push(['RATIOS of rates, closed loop: the median of the rounds (each round)', ...ratios].join('\n'));
  return parts.join('\n\n');
}

function section(options: BenchOptions, loop: Loop, operation: Operation, some: readonly Measurement[]): string {
  const how =
    loop === 'closed'
      ? `closed loop, ${options.connections} connections, ${options.generator}`
      : 'open loop, latency from the moment a request was due';
  const bySubject = subjects.flatMap((name) => {
    const of = some.filter(({ subject }) => subject === name);
    return of.length === 0 ? [] : [{ name, of, windows: of.map(({ window }) => window) }];
  });
  const rates = table(
    [
      '',
      '/s',
      'least',
      'most',
      ...(loop === 'open' ? ['asked'] : []),
      'p50 ms',
      'p99 ms',
      'p99.9',
      'max',
      'cores',
      'main busy',
      'batches',
    ],
    bySubject.map(({ name, of, windows }) => {
      const rate = spreadOf(windows.map(({ perSecond }) => perSecond));
      const median = (read: (window: Window) => number) => spreadOf(windows.map(read)).median;
      return [
        name,
        ...[rate.median, rate.least, rate.most].map((value) => value.toFixed(0)),
        ...(loop === 'open' ? [spreadOf(of.map(({ rate: asked = 0 }) => asked)).median.toFixed(0)] : []),
        ...(['p50', 'p99', 'p999', 'max'] as const).map((at) => median(({ load }) => load.latency[at]).toFixed(1)),
        median(({ coresBusy }) => coresBusy).toFixed(2),
        `${median(({ perSecond, costs }) => (perSecond * costs.main) / 1e4).toFixed(0)}%`,
        batchesOf(windows),
      ];
    }),
  );
  const costs = table(
    [
      'µs of processor each',
      'all',
      'subject',
      '= main',
      'busiest',
      'others',
      '(kernel)',
      'postgres',
      '= backends',
      'wal',
      'other',
      'redis',
      'generator',
      'WAL bytes',
    ],
    bySubject.map(({ name, windows }) => {
      const median = (read: (costs: Costs) => number) => spreadOf(windows.map((window) => read(window.costs))).median;
      const figures = [
        median(({ subject, postgres, redis }) => subject + postgres + redis),
        median(({ subject }) => subject),
        median(({ main }) => main),
        median(({ busiestThread }) => busiestThread),
        median(({ otherThreads }) => otherThreads),
        median(({ subjectSystem }) => subjectSystem),
        median(({ postgres }) => postgres),
        median(({ postgresBy }) => postgresBy.backends ?? 0),
        median(({ postgresBy }) => postgresBy.walwriter ?? 0),
        median(({ postgres, postgresBy }) => postgres - (postgresBy.backends ?? 0) - (postgresBy.walwriter ?? 0)),
        median(({ redis }) => redis),
        median(({ generator }) => generator),
      ];
      const wal = spreadOf(windows.map(({ load, postgres }) => postgres.wal / Math.max(1, load.replies))).median;
      return [name, ...[...figures, wal].map(whole)];
    }),
  );
  return `${(names[operation] ?? operation).toUpperCase()}, ${how}\n${rates}\n${costs}`;
}

/** Without the minus that rounding leaves before a zero. */
function whole(value: number): string {
  return String(Math.round(value) + 0);
}

/** "commit 41 (≤64, ≤64)": the mean, and the buckets of the median and the 99th percentile. */
function batchesOf(windows: readonly Window[]): string {
  const all = windows.flatMap(({ batches }) => Object.entries(batches));
  return [...new Set(all.map(([of]) => of))]
    .map((of) => {
      const some = all.filter(([other]) => other === of).map(([, sizes]) => sizes);
      const median = (read: (sizes: BatchSizes) => number) => spreadOf(some.map(read)).median;
      const [mean, p50, p99] = [median(({ mean }) => mean), median(({ p50 }) => p50), median(({ p99 }) => p99)];
      return `${of} ${mean.toFixed(1)} (≤${p50}, ≤${p99})`;
    })
    .join(' ');
}

export function statementsOf(measurements: readonly Measurement[]): string {
  const parts = measurements.flatMap(({ round, subject, operation, loop, window }) => {
    const { statements = [] } = window.postgres;
    if (loop !== 'closed' || statements.length === 0) return [];
    const each = Math.max(1, window.load.replies);
    const rows = statements
      .slice(0, 12)
      .map(({ text, calls, milliseconds, rows: found }) => [
        text.length > 90 ? `${text.slice(0, 89)}…` : text,
        ((milliseconds * 1_000) / each).toFixed(1),
        (calls / each).toFixed(3),
        (found / Math.max(1, calls)).toFixed(1),
      ]);
    return [
      `STATEMENTS, round ${round}, ${subject}, ${names[operation]}\n${table(['', 'µs each', 'calls each', 'rows a call'], rows)}`,
    ];
  });
  return parts.join('\n\n');
}
