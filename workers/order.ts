/**
 * What is asked of a worker thread for one receipt, and the text it crosses as: JSON in which the lines, half of it otherwise
 * and all of one shape, are one flat list without names. Both sides write and read that in two thirds of the time, and every
 * order's lines have the shape that the evaluator knows.
 */
import type { EvaluationInput } from '../rules/model/evaluation.ts';
import type { Attributes, Receipt, ReceiptLine } from '../rules/model/receipt.ts';

/** For one receipt. */
export interface Order {
  readonly input: EvaluationInput;
  /** Both absent: the evaluation itself is asked for. */
  readonly telling?: unknown;
  readonly keeping?: unknown;
}

/** Of a line, what nearly none has. */
type Seldom = Pick<ReceiptLine, 'attributes' | 'discountable' | 'earnable' | 'minPrice' | 'manualDiscount' | 'lists'>;

const nothing: Attributes = Object.freeze({});
/** Values of a line in the flat list: the eight that any may have, then a Seldom or 0. */
const width = 9;

export function orderText({ input, telling, keeping }: Order): string {
  const { programme, receipt, limits, occasion, references, coupons, explain, nudge, member } = input;
  const whole = {
    programme,
    receipt: withoutNames(receipt),
    limits,
    occasion,
    references,
    coupons,
    explain,
    nudge,
    member,
  };
  return JSON.stringify({ input: whole satisfies Record<keyof EvaluationInput, unknown>, telling, keeping });
}

function withoutNames(receipt: Receipt) {
  const { channel, mode, businessTime, store, tenders, coupons, redeem, charged, location, attributes } = receipt;
  const lines = flat(receipt.lines);
  const whole = { channel, mode, businessTime, store, lines, tenders, coupons, redeem, charged, location, attributes };
  return whole satisfies Record<keyof Receipt, unknown>;
}

function flat(lines: readonly ReceiptLine[]): unknown[] {
  const values: unknown[] = new Array(lines.length * width);
  for (let index = 0, at = 0; index < lines.length; index += 1, at += width) {
    const line = lines[index] as ReceiptLine;
    values[at] = line.line;
    values[at + 1] = line.sku;
    values[at + 2] = line.quantity;
    values[at + 3] = line.unitPrice;
    values[at + 4] = line.amount;
    values[at + 5] = line.name;
    values[at + 6] = line.category;
    values[at + 7] = line.brand;
    values[at + 8] = isPlain(line) ? 0 : seldomOf(line);
  }
  return values;
}

function isPlain({ attributes, discountable, earnable, minPrice, manualDiscount, lists }: ReceiptLine): boolean {
  if (!discountable || !earnable || minPrice !== undefined || manualDiscount !== 0 || lists !== undefined) return false;
  for (const _name in attributes) return false;
  return true;
}

function seldomOf({ attributes, discountable, earnable, minPrice, manualDiscount, lists }: ReceiptLine): Seldom {
  const seldom = { attributes, discountable, earnable, minPrice, manualDiscount };
  return lists === undefined ? seldom : { ...seldom, lists };
}

export function orderIn(text: string): Order {
  const order = JSON.parse(text);
  const { receipt } = order.input;
  receipt.lines = linesOf(receipt.lines);
  return order;
}

function linesOf(values: readonly unknown[]): ReceiptLine[] {
  const lines: ReceiptLine[] = new Array(values.length / width);
  for (let index = 0, at = 0; index < lines.length; index += 1, at += width) {
    const seldom = values[at + 8] as Seldom | 0;
    const line = {
      line: values[at] as number,
      sku: values[at + 1] as string,
      quantity: values[at + 2] as number,
      unitPrice: values[at + 3] as number,
      amount: values[at + 4] as number,
      name: (values[at + 5] ?? undefined) as string | undefined,
      category: values[at + 6] as string[],
      brand: (values[at + 7] ?? undefined) as string | undefined,
      attributes: seldom === 0 ? nothing : seldom.attributes,
      discountable: seldom === 0 || seldom.discountable,
      earnable: seldom === 0 || seldom.earnable,
      minPrice: seldom === 0 ? undefined : seldom.minPrice,
      manualDiscount: seldom === 0 ? 0 : seldom.manualDiscount,
    } satisfies Record<Exclude<keyof ReceiptLine, 'lists'>, unknown>;
    lines[index] = seldom === 0 || seldom.lists === undefined ? line : { ...line, lists: seldom.lists };
  }
  return lines;
}
