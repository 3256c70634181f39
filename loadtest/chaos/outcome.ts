/** What must come out the same however often a replay was disturbed, and where two reports differ in it. */
import type { Report } from '../replay/report.ts';

/** Dotted paths with both values; replays, times and retries may differ. */
export function differencesBetween(undisturbed: Report, disturbed: Report): string[] {
  const one = flat(outcomeOf(undisturbed));
  const other = flat(outcomeOf(disturbed));
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .map((path) => `${path}: ${one.get(path)} undisturbed, ${other.get(path)} disturbed`);
}

function outcomeOf({ invoices, lines, receipts, returns, refusals, money, totals, points, reconciliation }: Report) {
  return { invoices, lines, receipts, returns, refusals, money, totals, points, reconciliation };
}

function flat(value: unknown, path: readonly string[] = [], into = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      // An example of a refusal is the first that came, which concurrency decides.
      if (key !== 'replayed' && key !== 'example') flat(part, [...path, key], into);
    }
  } else into.set(path.join('.'), value);
  return into;
}
