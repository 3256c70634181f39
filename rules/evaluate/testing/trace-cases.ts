/** Tables of what the trace says of a rule. */
import t from 'tap';
import type { MemberState } from '../../model/member-state.ts';
import type { Receipt } from '../../model/receipt.ts';
import { evaluated, type LineParts, receiptOf } from './evaluation.ts';

interface Row {
  /** What the rule `one` has beside its code; without `do` it takes 10% off. */
  readonly rule: string;
  /** The whole group instead. */
  readonly group?: string;
  /** Groups before it. */
  readonly before?: string;
  readonly type?: string;
  readonly lines?: readonly LineParts[];
  readonly receipt?: Partial<Receipt> & { at?: string };
  readonly member?: MemberState | null;
  readonly limits?: Readonly<Record<string, number>>;
  readonly said: string;
}

function said({ rule, group, before = '', type = 'price', lines = [{}], receipt, member, limits }: Row): string {
  const written = /\bdo:/.test(rule) ? rule : `${rule}${rule === '' ? '' : ', '}do: { percent_off: { percent: 10 } }`;
  const whole = group ?? `code: g, type: ${type}, rules: [{ code: one, ${written} }]`;
  const document = `lists: { season: [A] }\ngroups: [${before}{ ${whole} }]`;
  const given = { ...(member === undefined ? {} : { member }), ...(limits === undefined ? {} : { limits }) };
  const { trace = [] } = evaluated(document, receiptOf(lines, receipt), given);
  const entry = trace.find((one) => one.rule === 'one');
  return `${entry?.outcome}${entry?.by === undefined ? '' : ` by ${entry.by}`}: ${entry?.reason}`;
}

/** Of each row, what the trace says of its rule `one`. */
export function traceCases(name: string, rows: readonly Row[]): void {
  t.test(name, async (t) => {
    for (const row of rows) t.equal(said(row), row.said, row.group ?? row.rule);
  });
}
