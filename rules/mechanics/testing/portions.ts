/** Portions without an evaluation around them, for properties of how units are chosen. */
import type { ReceiptLine } from '../../model/receipt.ts';
import type { Portion } from '../mechanic.ts';

export interface UnitsOfLine {
  readonly sku: string;
  readonly count: number;
  /** Minor units for each. */
  readonly value: number;
}

export function portionsOf(lines: readonly UnitsOfLine[]): Portion[] {
  return lines.map(({ sku, count, value }, index) => ({
    source: { line: index + 1, sku } as ReceiptLine,
    quantity: count * 1000,
    unitCount: count,
    base: count * value,
    left: count * value,
    units: [{ run: 0, count, value }],
  }));
}

/** One by one, with the places of their lines. */
export function singleUnits(lines: readonly UnitsOfLine[]): { line: number; sku: string; value: number }[] {
  return lines.flatMap(({ sku, count, value }, line) => Array.from({ length: count }, () => ({ line, sku, value })));
}
