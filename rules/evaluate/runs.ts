/**
 * The units of a line. A thousand units that cost the same are one run, so that no quantity a till may send costs more
 * than a few entries. A line is split only when a rule deals with some of its units and not with others; until then it
 * is a sum.
 */
import type { UnitSlice } from '../mechanics/mechanic.ts';
import { allocate } from './allocate.ts';
import type { BasketLine, UnitRun } from './basket.ts';
import { times } from './exact.ts';

/** A fractional quantity is one unit, and so is a line that has only an amount. */
export function unitCount(quantity: number): number {
  return quantity > 0 && quantity % 1000 === 0 ? quantity / 1000 : 1;
}

/** Splits a line's value evenly; the first units take what does not divide. */
export function runsOf(line: BasketLine): UnitRun[] {
  if (line.runs !== undefined) return line.runs;
  const count = unitCount(line.source.quantity);
  const initialRest = line.initial % count;
  const currentRest = line.current % count;
  const initial = (line.initial - initialRest) / count;
  const current = (line.current - currentRest) / count;
  const runs: UnitRun[] = [];
  let from = 0;
  for (const to of [Math.min(initialRest, currentRest), Math.max(initialRest, currentRest), count]) {
    if (to === from) continue;
    runs.push({
      count: to - from,
      initial: from < initialRest ? initial + 1 : initial,
      current: from < currentRest ? current + 1 : current,
      closed: false,
    });
    from = to;
  }
  line.runs = runs;
  return runs;
}

/** Takes `amount` off some of a line's units, by what each still costs; `closing` consumes them. */
export function discountUnits(line: BasketLine, amount: number, slices: readonly UnitSlice[], closing: boolean): void {
  const runs = runsOf(line);
  const taken = runs.map(() => 0);
  for (const { run, count } of slices) taken[run] = (taken[run] ?? 0) + count;
  const shares = allocate(
    amount,
    runs.map((run, index) => times(run.current, taken[index] ?? 0)),
  );
  line.runs = runs.flatMap((run, index) => {
    const touched = taken[index] ?? 0;
    if (touched === 0) return [run];
    const share = shares[index] ?? 0;
    const rest = share % touched;
    const each = (share - rest) / touched;
    const closed = run.closed || closing;
    return [
      { ...run, count: run.count - touched },
      { ...run, count: rest, current: run.current - each - 1, closed },
      { ...run, count: touched - rest, current: run.current - each, closed },
    ].filter((part) => part.count > 0);
  });
}

/** Every open unit of a line that still costs something in the base, as a slice for each run. */
export function openUnits(line: BasketLine, base: 'initial' | 'current'): UnitSlice[] {
  const slices: UnitSlice[] = [];
  for (const [run, { count, closed, ...value }] of runsOf(line).entries()) {
    if (!closed && value[base] > 0) slices.push({ run, count, value: value[base] });
  }
  return slices;
}

/** What some units of a line still cost together. */
export function costOf(line: BasketLine, slices: readonly UnitSlice[]): number {
  const runs = runsOf(line);
  let cost = 0;
  for (const { run, count } of slices) cost += count * (runs[run]?.current ?? 0);
  return cost;
}

/** What a rule consumed is closed within its group only. */
export function reopenUnits(lines: readonly BasketLine[]): void {
  for (const line of lines) {
    if (line.runs?.some((run) => run.closed)) line.runs = line.runs.map((run) => ({ ...run, closed: false }));
  }
}
