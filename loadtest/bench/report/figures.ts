/** From measurements to what is shown: medians over rounds, and ratios within a round. */
import type { Loop, Operation, SubjectName } from '../options.ts';
import type { Measurement } from '../rounds.ts';

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Ratio {
  readonly operation: Operation;
  readonly loop: Loop;
  /** Rate of `subject` to rate of `to`. */
  readonly subject: SubjectName;
  readonly to: SubjectName;
  /** In the order of the rounds. */
  readonly rounds: readonly number[];
  readonly median: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return { median: (low + high) / 2, least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

/** Of the closed loop: an open loop's rate is what it was given. */
export function ratiosOf(measurements: readonly Measurement[]): Ratio[] {
  const pairs: readonly [Operation, SubjectName, SubjectName][] = [
    ['commits', 'gateway', 'baseline'],
    ['commits', 'inline', 'baseline'],
    ['commits', 'pair', 'baseline'],
    ['commits', 'inline', 'gateway'],
    ['commits', 'pair', 'inline'],
    ['quotes', 'inline', 'gateway'],
    ['quotes', 'pair', 'inline'],
  ];
  return pairs.flatMap(([operation, subject, to]) => {
    const rounds: number[] = [];
    for (const one of measurements) {
      if (one.operation !== operation || one.subject !== subject || one.loop !== 'closed') continue;
      const other = measurements.find(
        (candidate) =>
          candidate.round === one.round &&
          candidate.operation === operation &&
          candidate.subject === to &&
          candidate.loop === 'closed',
      );
      if (other !== undefined) rounds.push(one.window.perSecond / other.window.perSecond);
    }
    if (rounds.length === 0) return [];
    return [{ operation, loop: 'closed' as const, subject, to, rounds, median: spreadOf(rounds).median }];
  });
}
