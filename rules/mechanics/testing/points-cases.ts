/** A table of receipts under one points rule: what it gives, on which lines, and what the trace says. */
import t from 'tap';
import { evaluated, type LineParts, reasonOf, receiptOf } from '../../evaluate/testing/evaluation.ts';
import type { MemberState } from '../../model/member-state.ts';
import type { Receipt } from '../../model/receipt.ts';

interface PointsCase {
  readonly name: string;
  /** The one rule of a points group but for its code, in flow YAML. */
  readonly rule: string;
  readonly lines: readonly LineParts[];
  readonly receipt?: Partial<Receipt>;
  readonly member?: MemberState;
  /** By line. */
  readonly earned: readonly number[];
  /** "outcome: reason" of the rule. */
  readonly reason?: string;
}

export function pointsCases(cases: readonly PointsCase[]): void {
  for (const { name, rule, lines, receipt, member = {}, earned, reason } of cases) {
    t.test(name, async (t) => {
      const programme = `groups: [{ code: g, type: points, rules: [{ code: r, ${rule} }] }]`;
      const evaluation = evaluated(programme, receiptOf(lines, receipt), { member });
      const given = evaluation.lines.map((line) => line.earned);
      t.strictSame(given, earned);
      t.equal(
        evaluation.accruals.reduce((sum, { points }) => sum + points, 0),
        given.reduce((sum, points) => sum + points, 0),
      );
      if (reason !== undefined) t.equal(reasonOf(evaluation, 'r'), reason);
    });
  }
}
