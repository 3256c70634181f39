/** What goes back of stamps that a sale gave, and of what its rules were paid with. */
import type { GivenStamps, PaidCost, Returned, SaleEffects } from './effects.ts';
import { portion } from './portion.ts';

interface Sold {
  /** Thousandths. */
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  readonly effects: SaleEffects;
}

/** Of each gift, the share of the lines that gave it. */
export function stampsBack({ effects, lines }: Sold, returned: Returned): Map<GivenStamps, number> {
  const sold = new Map(lines.map(({ line, quantity }) => [line, quantity]));
  const back = new Map<GivenStamps, number>();
  for (const given of effects.stamps ?? []) {
    let stamps = 0;
    for (const { line, points } of given.lines) {
      stamps += portion(points, returned[line] ?? 0, sold.get(line) ?? 1);
    }
    back.set(given, stamps);
  }
  return back;
}

/** A cost is one thing: it comes back with the last unit of what it bought. */
export function costsBack({ effects, lines }: Sold, returned: Returned, whole: boolean): Set<PaidCost> {
  const { costs = [] } = effects;
  if (costs.length === 0) return new Set();
  const back = new Set(lines.filter(({ line, quantity }) => returned[line] === quantity).map(({ line }) => line));
  const all = (bought: readonly number[]) => bought.length > 0 && bought.every((line) => back.has(line));
  return new Set(costs.filter((cost) => whole || all(cost.lines)));
}
