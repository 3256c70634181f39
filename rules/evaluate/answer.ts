/** What an evaluation says, from what its calculation found. */
import { nudgeTexts } from '../explain/nudge-text.ts';
import type {
  Accrual,
  EvaluatedLine,
  Evaluation,
  Nudge,
  Redemption,
  ReferrerGift,
  Totals,
  Variance,
} from '../model/evaluation.ts';
import type { Receipt } from '../model/receipt.ts';
import { type Basket, type BasketLine, netOf } from './basket.ts';
import type { Calculation } from './calculation.ts';
import { countsOf } from './count.ts';
import { fiscalUnits } from './units.ts';

export function answer(
  calculation: Calculation,
  redemption: Redemption,
  variance: Variance | undefined,
  accruals: readonly Accrual[],
  referrer: readonly ReferrerGift[] | undefined,
): Evaluation {
  const { basket, costs, coupons, messages, policy, programme, receipt, rewards, trace, uses } = calculation;
  const entries = trace?.entries(programme);
  const inOrder = inReceiptOrder(basket, receipt);
  const lines: EvaluatedLine[] = new Array(inOrder.length);
  for (let place = 0; place < inOrder.length; place++) {
    const line = inOrder[place] as BasketLine;
    lines[place] = evaluatedLine(line, netOf(line, policy));
  }
  const evaluation: Evaluation = {
    lines,
    totals: totalsOf(lines),
    redemption,
    accruals,
    limitUses: coupons.none ? uses : [...uses, ...coupons.limitUses()],
    messages,
    rewards,
    counts: countsOf(calculation, lines),
    nudges: nudgesOf(calculation),
    coupons: coupons.outcomes(programme, entries),
  };
  const { taken } = costs;
  // Most receipts have none of these, and are of one shape.
  if (taken.length === 0 && referrer === undefined && variance === undefined && entries === undefined)
    return evaluation;
  return {
    ...evaluation,
    ...(taken.length === 0 ? {} : { costs: taken }),
    ...(referrer === undefined ? {} : { referrer }),
    ...(variance === undefined ? {} : { variance }),
    ...(entries === undefined ? {} : { trace: entries }),
  };
}

function inReceiptOrder(basket: Basket, { lines }: Receipt): readonly BasketLine[] {
  if (basket.inOrder) return basket.lines;
  const bySource = new Map(basket.lines.map((line) => [line.source, line]));
  return lines.flatMap((source) => bySource.get(source) ?? []);
}

export function totalsOf(lines: readonly EvaluatedLine[]): Totals {
  const totals = { gross: 0, discount: 0, redeemed: 0, net: 0, earned: 0 };
  for (const line of lines) {
    totals.gross += line.gross;
    totals.discount += line.discount;
    totals.redeemed += line.redeemed;
    totals.net += line.net;
    totals.earned += line.earned;
  }
  return totals;
}

function evaluatedLine(line: BasketLine, net: number): EvaluatedLine {
  const { source, discount, redeemed, earned, adjustments } = line;
  const units = fiscalUnits(source.quantity, net);
  return { line: source.line, gross: source.amount, discount, redeemed, net, earned, units, adjustments };
}

function nudgesOf({ nudges, programme, policy, receipt }: Calculation): Nudge[] {
  const { minorUnits } = programme;
  const nameOf = (sku: string): string => receipt.lines.find((line) => line.sku === sku)?.name ?? sku;
  return (nudges?.best() ?? []).map((nudged) => {
    const { rule, missing, gain } = nudged;
    const more = nudged.more || receipt.lines.some(({ sku }) => sku === missing.sku);
    return { rule, texts: nudgeTexts({ ...nudged, more }, { minorUnits, scale: policy.scale, nameOf }), missing, gain };
  });
}
