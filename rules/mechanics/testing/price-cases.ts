/** A table of receipts under one price rule: what comes off each line, and what the trace says. */
import t from 'tap';
import { discounts, evaluated, type LineParts, reasonOf, receiptOf } from '../../evaluate/testing/evaluation.ts';
import type { MemberState } from '../../model/member-state.ts';
import type { Receipt } from '../../model/receipt.ts';

interface PriceCase {
  readonly name: string;
  /** The one rule of a price group but for its code, in flow YAML. */
  readonly rule: string;
  /** Keys of the group, each followed by a comma. */
  readonly group?: string;
  readonly lines: readonly LineParts[];
  readonly receipt?: Partial<Receipt>;
  readonly member?: MemberState;
  readonly discounts: readonly number[];
  /** "outcome: reason" of the rule. */
  readonly reason?: string;
}

export function priceCases(cases: readonly PriceCase[]): void {
  for (const { name, rule, group = '', lines, receipt, member = {}, discounts: expected, reason } of cases) {
    t.test(name, async (t) => {
      const programme = `groups: [{ code: g, type: price, ${group} rules: [{ code: r, ${rule} }] }]`;
      const evaluation = evaluated(programme, receiptOf(lines, receipt), { member });
      t.strictSame(discounts(evaluation), expected);
      if (reason !== undefined) t.equal(reasonOf(evaluation, 'r'), reason);
    });
  }
}
