/** Evaluations for tests: a programme written as its author would, a receipt of which only what matters is given. */
import { compileProgramme } from '../../compile/compile.ts';
import type { CompiledProgramme } from '../../compile/compiled.ts';
import type { Evaluation, EvaluationInput } from '../../model/evaluation.ts';
import type { MemberState } from '../../model/member-state.ts';
import type { Receipt, ReceiptLine } from '../../model/receipt.ts';
import { parseProgramme } from '../../program/parse.ts';
import { evaluate } from '../evaluate.ts';

/** Throws with what is wrong in it. `groups` may leave out all but the groups. */
export function programmeOf(source: string): CompiledProgramme {
  const whole = /^program:/m.test(source) ? source : `program: { code: main }\n${source}`;
  const { document, hash, lint } = parseProgramme(whole);
  if (document === undefined || hash === undefined) {
    throw new Error(lint.map(({ path, line, message }) => `${line} ${path}: ${message}`).join('\n'));
  }
  return compileProgramme(document, hash);
}

export type LineParts = Partial<Omit<ReceiptLine, 'quantity'>> & {
  /** In minor units. */
  price?: number;
  /** In units. */
  quantity?: number;
};

/** One unit of A at 100.00 in Moscow, unless said otherwise. */
export function receiptOf(lines: readonly LineParts[], parts: Partial<Receipt> & { at?: string } = {}): Receipt {
  const { at, ...rest } = parts;
  return {
    channel: 'pos',
    mode: 'basket',
    businessTime: Date.parse(at ?? '2026-11-22T12:00:00+03:00'),
    store: { code: 's1', region: 'centre', timezone: 'Europe/Moscow', attributes: {} },
    lines: lines.map((line, index) => lineOf(line, index + 1)),
    tenders: [],
    coupons: [],
    redeem: [],
    attributes: {},
    ...rest,
  };
}

function lineOf({ price = 10_000, quantity = 1, ...parts }: LineParts, number: number): ReceiptLine {
  return {
    line: number,
    sku: 'A',
    quantity: Math.round(quantity * 1000),
    unitPrice: price * 10_000,
    amount: Math.round(price * quantity),
    category: [],
    attributes: {},
    discountable: true,
    earnable: true,
    manualDiscount: 0,
    ...parts,
  };
}

export function inputOf(
  receipt: Receipt,
  parts: { member?: MemberState; limits?: Readonly<Record<string, number>>; explain?: boolean } = {},
): EvaluationInput {
  return { programme: { code: 'main', version: 1 }, receipt, limits: {}, ...parts };
}

/** Evaluated with a trace; for a member of whom nothing is known, unless another or nobody is given. */
export function evaluated(
  programme: string,
  receipt: Receipt,
  { member = {}, ...parts }: { member?: MemberState | null; limits?: Readonly<Record<string, number>> } = {},
): Evaluation {
  const who = member === null ? {} : { member };
  return evaluate(programmeOf(programme), inputOf(receipt, { ...who, ...parts, explain: true }));
}

export function discounts(evaluation: Evaluation): number[] {
  return evaluation.lines.map((line) => line.discount);
}

export function reasonOf(evaluation: Evaluation, rule: string): string {
  const entry = evaluation.trace?.find((one) => one.rule === rule);
  return `${entry?.outcome}: ${entry?.reason}`;
}
