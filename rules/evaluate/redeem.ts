/**
 * How much of what the rules allow the member's points do pay, and on which lines it falls.
 *
 *   allowed      the caps' sum, floored to minor units and then to whole point units
 *   redeemable   no more than the member has
 *   granted      what the till asked, in the order asked, as long as there is any; spread over the capped lines by net,
 *                largest remainder, never above a line's cap
 *
 * A request that names a purse is granted from that purse alone, whatever an earlier one without a name leaves in it:
 * the ledger serves named purses first.
 */
import type { Redemption } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { RedeemRequest } from '../model/receipt.ts';
import { allocate, allocateWithin } from './allocate.ts';
import type { BasketLine } from './basket.ts';
import type { Calculation } from './calculation.ts';
import type { Caps } from './caps.ts';
import { addRatios, divideCeil, divideFloor, type Integer, plus } from './exact.ts';
import { useLimits } from './limits.ts';

const nothing: readonly never[] = [];

export function redeem(calculation: Calculation, caps: Caps): Redemption {
  const { costs, member, policy, receipt } = calculation;
  const balances = pointsIn(member, policy);
  let balance = 0;
  for (const purse of Object.keys(balances)) {
    const free = costs.free(purse, balances[purse] ?? 0);
    balances[purse] = free;
    balance += free;
  }
  const allowed = allowedBy(caps, policy.unitWorth);
  const redeemable = Math.min(allowed, balance);
  // Most receipts ask for nothing.
  const requests = receipt.redeem.length === 0 ? nothing : grant(receipt.redeem, redeemable, balances);
  const points = requests.reduce((sum, request) => sum + request.points, 0);
  costs.redeem(requests);
  if (points === 0) for (const { rule } of caps.rules) costs.drop(rule.code);
  const amount = points * policy.unitWorth;
  const lines = points === 0 ? nothing : spread(calculation, caps, points, amount);
  return { redeemable, allowed, points, amount, requests, lines };
}

/** What a member has to spend, by purse; stamps are no money. */
export function pointsIn(member: MemberState | undefined, policy: PointsPolicy): Record<string, number> {
  const balances: Record<string, number> = {};
  const all = member?.balances ?? {};
  for (const purse of Object.keys(all)) {
    if (!isOfStamps(purse, policy)) balances[purse] = Math.max(0, all[purse] ?? 0);
  }
  return balances;
}

function isOfStamps(purse: string, { purses }: PointsPolicy): boolean {
  for (const { code, stamps } of purses) if (code === purse) return stamps === true;
  return false;
}

export function sumOf(balances: Readonly<Record<string, number>>): number {
  return Object.values(balances).reduce((sum, points) => sum + points, 0);
}

function allowedBy(caps: Caps, unitWorth: number): number {
  // Caps of one rule have one denominator: as long as that does not change, only numerators are added.
  let numerator: Integer = 0;
  let denominator: Integer = 1;
  for (const cap of caps.lines) {
    if (cap === undefined) continue;
    if (cap.denominator === denominator) numerator = plus(numerator, cap.numerator);
    else ({ numerator, denominator } = addRatios({ numerator, denominator }, cap));
  }
  return Math.floor(divideFloor(numerator, denominator) / unitWorth);
}

function grant(
  asked: readonly RedeemRequest[],
  redeemable: number,
  balances: Readonly<Record<string, number>>,
): Redemption['requests'] {
  const purses = new Map(Object.entries(balances));
  let left = redeemable;
  return asked.map(({ purse, points: wanted }) => {
    const has = purse === undefined ? left : Math.max(0, purses.get(purse) ?? 0);
    const points = Math.min(left, has, wanted === 'max' ? left : wanted);
    left -= points;
    if (purse !== undefined) purses.set(purse, has - points);
    return { ...(purse === undefined ? {} : { purse }), asked: wanted, points };
  });
}

function spread(calculation: Calculation, caps: Caps, points: number, amount: number): Redemption['lines'] {
  const { basket, policy } = calculation;
  const lines = basket.lines.filter((line) => (caps.lines[line.index]?.numerator ?? 0) > 0);
  const bounds = lines.map((line) => {
    const cap = caps.lines[line.index];
    return cap === undefined ? 0 : divideCeil(cap.numerator, cap.denominator);
  });
  const amounts = allocateWithin(
    amount,
    lines.map((line) => line.current),
    bounds,
  );
  const parts = allocate(points, amounts);
  const pointsOf = new Map<BasketLine, number>();
  for (const [index, line] of lines.entries()) {
    line.redeemed = amounts[index] ?? 0;
    pointsOf.set(line, parts[index] ?? 0);
  }
  basket.revision++;

  for (const { rule, lines: capped } of caps.rules) {
    let paid = 0;
    for (const line of capped) paid += line.redeemed;
    if (paid === 0) calculation.costs.drop(rule.code);
    if (paid === 0) continue;
    useLimits(rule, paid, Math.ceil(paid / policy.unitWorth), calculation);
    calculation.coupons.use(rule);
  }
  return lines
    .filter((line) => line.redeemed > 0)
    .map((line) => ({ line: line.source.line, points: pointsOf.get(line) ?? 0, amount: line.redeemed }));
}
