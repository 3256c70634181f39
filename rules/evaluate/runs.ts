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
  const parts: UnitRun[] = [];
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index] as UnitRun;
    const touched = taken[index] ?? 0;
    if (touched === 0) {
      parts.push(run);
      continue;
    }
    const { count, initial, current, closed: before } = run;
    const share = shares[index] ?? 0;
    const rest = share % touched;
    const each = (share - rest) / touched;
    const closed = before || closing;
    if (count > touched) parts.push({ count: count - touched, initial, current, closed: before });
    if (rest > 0) parts.push({ count: rest, initial, current: current - each - 1, closed });
    if (touched > rest) parts.push({ count: touched - rest, initial, current: current - each, closed });
  }
  line.runs = parts;
}

/** Every open unit of a line that still costs something in the base, as a slice for each run. */
export function openUnits(line: BasketLine, base: 'initial' | 'current'): UnitSlice[] {
  const slices: UnitSlice[] = [];
  const runs = runsOf(line);
  for (let run = 0; run < runs.length; run++) {
    const { count, closed, initial, current } = runs[run] as UnitRun;
    const value = base === 'initial' ? initial : current;
    if (!closed && value > 0) slices.push({ run, count, value });
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
    if (line.runs?.some((run) => run.closed)) {
      line.runs = line.runs.map(({ count, initial, current }) => ({ count, initial, current, closed: false }));
    }
  }
}
