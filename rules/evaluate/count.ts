/**
 * What a receipt adds to the counters of its programme, from its lines as they have come out. A counter with `items` counts
 * their lines alone. An occasion has no lines and is no receipt; who shows no card is not counted; a training receipt and a
 * listing are never committed.
 *
 *   300.00 of bread at 10% off and a deposit of 5.00 returned: net 26500, gross 29500, receipts 1, quantity 1000
 */
import type { Counter, LocalTime } from '../compile/compiled.ts';
import type { Count, Counts, EvaluatedLine } from '../model/evaluation.ts';
import type { CounterUnit } from '../model/facts-policy.ts';
import type { MemberState } from '../model/member-state.ts';
import type { Receipt, ReceiptLine } from '../model/receipt.ts';
import { bucketOf, windowOf } from '../state/counter-window.ts';

export interface Counting {
  readonly programme: { readonly counters: readonly Counter[] };
  readonly receipt: Receipt;
  readonly member: MemberState | undefined;
  readonly now: LocalTime;
}

type Line = Pick<EvaluatedLine, 'line' | 'gross' | 'net' | 'earned'>;

const nothing: Counts = {};

export function countsOf({ programme, receipt, member, now }: Counting, lines: readonly Line[]): Counts {
  const { counters } = programme;
  if (counters.length === 0 || member === undefined || receipt.lines.length === 0) return nothing;
  const evaluated = new Map(lines.map((line) => [line.line, line]));
  const counts: Record<string, Count> = {};
  for (const { key, of, items } of counters) {
    const sources = items === undefined ? receipt.lines : receipt.lines.filter((line) => items.matches(line, member));
    if (items !== undefined && sources.length === 0) continue;
    const added = sources.reduce((sum, source) => sum + amountOf(of, source, evaluated.get(source.line)), 0);
    const total = of === 'receipts' ? 1 : added;
    if (total === 0) continue;
    const every = sources.length === receipt.lines.length;
    counts[key] = {
      in: bucketOf(windowOf(key), now),
      of,
      added: total,
      ...(every ? {} : { lines: sources.map(({ line }) => line) }),
    };
  }
  return counts;
}

function amountOf(of: CounterUnit, source: ReceiptLine, line: Line | undefined): number {
  switch (of) {
    case 'net':
      return line?.net ?? 0;
    case 'gross':
      return line?.gross ?? 0;
    case 'points':
      return line?.earned ?? 0;
    case 'quantity':
      // A deposit that is paid back counts in totals only.
      return source.amount < 0 ? 0 : source.quantity;
    case 'receipts':
      return 0;
  }
}
