/**
 * What of a sale's counts has come back with its goods, by the counter's key: cumulative, like everything of a return.
 * Net and gross in the share of the units, as they are refunded; quantity to the thousandth; points as they are taken
 * back; the receipt itself when nothing is left of the lines it was counted for.
 */
import type { Counts } from '../../rules/model/evaluation.ts';
import { portion } from './portion.ts';

/** Of one line: what was sold, and how much of it has come back. */
export interface LineBack {
  readonly line: number;
  /** Thousandths that were sold; a line that has only an amount is one unit of which nothing is counted. */
  readonly quantity: number;
  readonly counted: number;
  readonly gross: number;
  readonly returned: number;
  /** Minor units that were paid for what came back. */
  readonly net: number;
  /** Points that it had earned. */
  readonly points: number;
}

export function countsBack(counts: Counts, lines: readonly LineBack[]): Map<string, number> {
  const back = new Map<string, number>();
  for (const [key, { of, added, lines: counted }] of Object.entries(counts)) {
    const own = counted === undefined ? lines : lines.filter(({ line }) => counted.includes(line));
    const sum =
      of === 'receipts' ? (isGone(own) ? added : 0) : own.reduce((total, line) => total + backOf(line, of), 0);
    back.set(key, sum);
  }
  return back;
}

/** Bottles brought back are no goods that could be returned. */
function isGone(lines: readonly LineBack[]): boolean {
  const goods = lines.filter(({ gross }) => gross >= 0);
  return (goods.length > 0 ? goods : lines).every(({ quantity, returned }) => returned === quantity);
}

function backOf(line: LineBack, of: 'net' | 'gross' | 'quantity' | 'points'): number {
  if (of === 'net' || of === 'points') return line[of];
  return portion(of === 'gross' ? line.gross : line.counted, line.returned, line.quantity);
}

/** Of what came back until `to`, what came back since `from`; a net of bottles may be less than nothing. */
export function countDifferences(
  from: ReadonlyMap<string, number>,
  to: ReadonlyMap<string, number>,
): Record<string, number> {
  const changed = [...to].map(([key, back]): [string, number] => [key, back - (from.get(key) ?? 0)]);
  return Object.fromEntries(changed.filter(([, back]) => back !== 0));
}
