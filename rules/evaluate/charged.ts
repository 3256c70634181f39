/**
 * Paid is paid: where the receipt says what the customer was charged, that is what counts, for totals, points and the
 * slip. Our own evaluation stands beside it: a line that differs gets an adjustment `charged` for the difference, so
 * that its adjustments still sum to its discount, and Variance reports it.
 */
import type { Redemption, Variance } from '../model/evaluation.ts';
import type { ChargedLine } from '../model/receipt.ts';
import { allocate } from './allocate.ts';
import { netOf, recordDiscount } from './basket.ts';
import type { Calculation } from './calculation.ts';

interface Settled {
  readonly redemption: Redemption;
  readonly variance: Variance | undefined;
}

export function settleCharged(
  calculation: Calculation,
  evaluated: Redemption,
  charged: readonly ChargedLine[],
): Settled {
  const { basket, policy } = calculation;
  const byLine = new Map(charged.map((line) => [line.line, line]));
  const differing: { line: number; charged: number; evaluated: number; difference: number }[] = [];
  let redeemedElse = false;
  /** Rules that took something off, and whether the customer was charged by them on some line. */
  const given = new Map<string, boolean>();
  for (const line of basket.lines) {
    const paid = byLine.get(line.source.line);
    if (paid === undefined) continue;
    const net = netOf(line, policy);
    const redeemed = paid.redeemed ?? line.redeemed;
    if (redeemed !== line.redeemed) redeemedElse = true;
    line.redeemed = redeemed;
    const discount = line.source.amount - paid.net - (policy.redeemAs === 'discount' ? redeemed : 0);
    const amount = discount - line.discount;
    for (const { rule, amount: off } of line.adjustments) given.set(rule, given.get(rule) === true || -amount < off);
    if (amount !== 0) {
      const rule = { rule: 'charged', group: 'charged', mechanic: 'charged' };
      recordDiscount(line, { ...rule, amount, base: line.source.amount, rounding: '0' });
      line.current = line.source.amount - discount;
    }
    if (paid.net !== net) {
      const difference = paid.net - net;
      differing.push({ line: line.source.line, charged: paid.net, evaluated: net, difference });
    }
  }
  for (const { rule } of calculation.costs.taken) if (given.get(rule) === false) calculation.costs.drop(rule);
  basket.revision++;
  const net = differing.reduce((sum, line) => sum + line.difference, 0);
  return {
    redemption: redeemedElse ? redeemedAsCharged(calculation, evaluated) : evaluated,
    variance: differing.length === 0 ? undefined : { net, lines: differing },
  };
}

/** The points that pay what was charged to points, rounded up: nobody pays half a point unit. */
function redeemedAsCharged({ basket, policy }: Calculation, evaluated: Redemption): Redemption {
  const lines = basket.lines.filter((line) => line.redeemed > 0);
  const amounts = lines.map((line) => line.redeemed);
  const amount = amounts.reduce((sum, one) => sum + one, 0);
  const points = Math.ceil(amount / policy.unitWorth);
  const parts = allocate(points, amounts);
  return {
    ...evaluated,
    points,
    amount,
    requests: requestsFor(points, evaluated.requests),
    lines: lines.map((line, index) => ({
      line: line.source.line,
      points: parts[index] ?? 0,
      amount: line.redeemed,
    })),
  };
}

/** As asked, in order, until the points are all there; points nobody asked for are a request of their own. */
function requestsFor(points: number, asked: Redemption['requests']): Redemption['requests'] {
  let left = points;
  const requests = asked.map((request) => {
    const granted = Math.min(left, request.asked === 'max' ? left : request.asked);
    left -= granted;
    return { ...request, points: granted };
  });
  return left === 0 ? requests : [...requests, { asked: left, points: left }];
}
