/** What is said of a load as soon as it has been measured. */
import type { Measurement } from '../rounds.ts';

export function lineOf({ round, subject, operation, loop, rate, window }: Measurement, rounds: number): string {
  const { load, perSecond, costs, batches } = window;
  const us = (['subject', 'main', 'postgres', 'redis', 'generator'] as const).map(
    (who) => `${who} ${costs[who].toFixed(0)}`,
  );
  const sizes = Object.entries(batches).map(([of, { mean }]) => `${of} ${mean.toFixed(1)}`);
  return [
    `${round}/${rounds} ${subject.padEnd(8)} ${operation.padEnd(7)} ${loop.padEnd(6)}`,
    `${perSecond.toFixed(0).padStart(6)}/s${rate === undefined ? '' : ` of ${rate}`}`,
    `p50 ${load.latency.p50.toFixed(1)} p99 ${load.latency.p99.toFixed(1)} ms`,
    `µs ${us.join(', ')}`,
    `${window.coresBusy.toFixed(2)} cores`,
    ...(sizes.length === 0 ? [] : [`batches ${sizes.join(', ')}`]),
  ].join('  ');
}
