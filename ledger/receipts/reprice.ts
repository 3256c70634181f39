/**
 * Returns that price what the customer keeps (points.returns.reprice: remaining): the units that remain are priced again,
 * under the version they were sold under and from what was stored with the sale; what they come to is what the customer
 * should have paid, and the rest goes back.
 *
 *     value given back so far = max(that before, value sold − value(remaining))
 *
 *   3 for 2, three units at 10000, 20000 paid: one comes back → 0 (two would have cost 20000), the second → 10000, the
 *   third → 10000; asPaid gives 6667, 6667, 6666
 *
 * The value is what was paid in money and in points together; points that paid go back in proportion to it. Points earned
 * are taken back likewise: as many more than what remains would have earned. It never comes to more than was sold, in any
 * split and order. Lines of a negative amount (deposits), limits, counters and stamps go back as they were sold.
 *
 * Where the customer was charged otherwise than we evaluate, each line keeps its difference in proportion to its units.
 */
import type { Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import { certificateShares } from './certificate-share.ts';
import type { Repriced } from './effects.ts';
import { portion } from './portion.ts';
import type { StoredSale } from './receipt-row.ts';
import { type ReturnShare, type SoldLine, type SoldReceipt, sharesBetween } from './return-share.ts';

/** A sale that cannot be priced again, and why: handed through. */
interface Unpriced {
  readonly ok: false;
  readonly code: 'evaluation_failed' | 'overloaded';
  readonly detail: string;
}

type Evaluate = (input: EvaluationInput) => Promise<{ readonly ok: true; readonly evaluation: Evaluation } | Unpriced>;

type Lines = ReadonlyMap<number, number>;

const nothing: Repriced = { value: 0, earned: 0 };

/** What has gone back once `returned` has, cumulative. */
export async function reprice(
  sale: StoredSale,
  returned: Readonly<Record<string, number>>,
  evaluate: Evaluate,
): Promise<Repriced | Unpriced> {
  const { sold, effects } = sale;
  const before = effects.repriced ?? nothing;
  const total = valueSold(sold);
  const earned = earnedBy(sold);
  const input = remaining(sale, returned);
  if (input.receipt.lines.length === 0) return { value: Math.max(before.value, total), earned };
  const plain = await evaluate(input);
  if (!plain.ok) return plain;
  const differences = await differencesOf(sale, evaluate);
  if ('ok' in differences) return differences;
  const prices = pricesOf(plain.evaluation, sale, returned, differences);
  const value = within(total - sumOf(prices.values()), before.value, total);
  if (earned === 0) return { value, earned: 0 };
  const again = await evaluate(paidSo(sale, input, prices, total - value));
  if (!again.ok) return again;
  const left = again.evaluation.accruals.reduce((sum, { points }) => sum + points, 0);
  return { value, earned: within(earned - left, before.earned, earned) };
}

/** The share of a return whose goods are priced so: `share` is what it would be at the prices paid. */
export function repricedShare(sale: StoredSale, share: ReturnShare, after: Repriced): ReturnShare {
  const { sold, effects } = sale;
  const before = effects.repriced ?? nothing;
  const total = valueSold(sold);
  const redeemed = sold.lines.reduce((sum, line) => sum + line.redeemed, 0);
  const points = effects.redeemed.reduce((sum, line) => sum + line.points, 0);
  const ofValue = (amount: number, value: number): number => (total === 0 ? 0 : portion(amount, value, total));
  const money = (value: number): number => value - ofValue(redeemed, value);
  const spent = (value: number): number => (share.whole ? points : ofValue(points, value));
  const [from, to] = [ofValue(points, before.value), spent(after.value)];
  const soldLines = new Map(sold.lines.map((line) => [line.line, line]));
  const ordinary = share.lines.filter(({ line }) => isGoods(soldLines.get(line)));
  const weights = ordinary.map((line) => Math.max(0, line.refund) + line.pointsReturned);
  const refunds = spread(money(after.value) - money(before.value), weights);
  const back = spread(to - from, weights);
  const taken = spread(after.earned - before.earned, weights);
  const lines = share.lines.map((line) => {
    const place = ordinary.indexOf(line);
    if (place < 0) return line;
    const parts = { refund: refunds[place] ?? 0, pointsReturned: back[place] ?? 0, pointsTaken: taken[place] ?? 0 };
    return { ...line, ...parts };
  });
  const { overdrawn, certificates = [] } = effects;
  return {
    ...share,
    lines,
    refund: lines.reduce((sum, line) => sum + line.refund, 0),
    restoreOverdrawn: Math.min(to, overdrawn) - Math.min(from, overdrawn),
    restore: sharesBetween(effects.spent, Math.max(0, from - overdrawn), Math.max(0, to - overdrawn)),
    takeBack: lotsBetween(sold, before.earned, after.earned),
    certificates: certificateShares(certificates, {
      from: money(before.value),
      to: money(after.value),
      total: money(total),
      whole: share.whole,
    }),
  };
}

/** The sale without what has come back of it, nobody asking for points and nothing charged. */
function remaining({ input, sold }: StoredSale, returned: Readonly<Record<string, number>>): EvaluationInput {
  const { explain: _, ...asked } = input;
  const { charged: __, ...receipt } = input.receipt;
  const quantities = new Map(sold.lines.map(({ line, quantity }) => [line, quantity]));
  const lines = receipt.lines.flatMap((line) => {
    const whole = quantities.get(line.line) ?? line.quantity;
    const back = returned[line.line] ?? 0;
    if (back >= whole) return [];
    if (back === 0) return [line];
    const left = (amount: number): number => amount - portion(amount, back, whole);
    const quantity = line.quantity === 0 ? 0 : whole - back;
    return [{ ...line, quantity, amount: left(line.amount), manualDiscount: left(line.manualDiscount) }];
  });
  return { ...asked, receipt: { ...receipt, lines, redeem: [] } };
}

/** By line, what the customer was charged more than we evaluate; only where anything was charged. */
async function differencesOf(sale: StoredSale, evaluate: Evaluate): Promise<Lines | Unpriced> {
  if (sale.input.receipt.charged === undefined) return new Map();
  const whole = await evaluate(remaining(sale, {}));
  if (!whole.ok) return whole;
  const evaluated = new Map(whole.evaluation.lines.map(({ line, gross, discount }) => [line, gross - discount]));
  return new Map(
    sale.sold.lines.map((line) => [line.line, priceOf(line, sale.sold) - (evaluated.get(line.line) ?? 0)]),
  );
}

/** What each line that remains is worth, before points. */
function pricesOf(
  { lines }: Evaluation,
  { sold }: StoredSale,
  returned: Readonly<Record<string, number>>,
  differences: Lines,
): Map<number, number> {
  const soldLines = new Map(sold.lines.map((line) => [line.line, line]));
  const prices = new Map<number, number>();
  for (const { line, gross, discount } of lines) {
    const of = soldLines.get(line);
    if (of === undefined || !isGoods(of)) continue;
    const difference = differences.get(line) ?? 0;
    const kept = difference - portion(difference, returned[line] ?? 0, of.quantity);
    prices.set(line, within(gross - discount + kept, 0, gross));
  }
  return prices;
}

/** What remains, paid with what is left of money and of points: for what it earns. */
function paidSo({ sold }: StoredSale, input: EvaluationInput, prices: Lines, value: number): EvaluationInput {
  const total = valueSold(sold);
  const redeemed = sold.lines.reduce((sum, line) => sum + line.redeemed, 0);
  const byPoints = total === 0 ? 0 : Math.min(portion(redeemed, value, total), sumOf(prices.values()));
  const numbers = [...prices.keys()];
  const parts = spread(byPoints, [...prices.values()]);
  const charged = numbers.map((line, place) => {
    const price = prices.get(line) ?? 0;
    const paid = Math.min(price, parts[place] ?? 0);
    return { line, net: sold.redeemedAsTender ? price : price - paid, redeemed: paid };
  });
  return { ...input, receipt: { ...input.receipt, charged } };
}

function isGoods(line: SoldLine | undefined): line is SoldLine {
  return line !== undefined && line.gross > 0;
}

function priceOf(line: SoldLine, { redeemedAsTender }: SoldReceipt): number {
  return line.net + (redeemedAsTender ? 0 : line.redeemed);
}

function valueSold(sold: SoldReceipt): number {
  return sold.lines.filter(isGoods).reduce((sum, line) => sum + priceOf(line, sold), 0);
}

function earnedBy({ effects }: SoldReceipt): number {
  return effects.lots.reduce((sum, { points }) => sum + points, 0);
}

/** Earned points go back lot by lot, in the order they were given. */
function lotsBetween({ effects }: SoldReceipt, from: number, to: number): { lot: number; points: number }[] {
  let passed = 0;
  return effects.lots.flatMap(({ lot, points }) => {
    const back = Math.min(to, passed + points) - Math.max(from, passed);
    passed += points;
    return back > 0 ? [{ lot, points: back }] : [];
  });
}

/** Splits a whole by weights, exactly; without any weight, evenly. */
function spread(whole: number, weights: readonly number[]): number[] {
  const weighed = weights.some((weight) => weight > 0) ? weights : weights.map(() => 1);
  const total = sumOf(weighed);
  let passed = 0;
  let given = 0;
  return weighed.map((weight) => {
    passed += weight;
    const part = portion(whole, passed, total) - given;
    given += part;
    return part;
  });
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
