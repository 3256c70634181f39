/**
 * Redemption groups: how much of each line points may pay. A line that no rule touches is paid with money; where several
 * rules touch one, the lowest cap holds. Caps stay exact: redeem.ts floors their sum.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, payable } from '../explain/reasons.ts';
import { admits } from './admit.ts';
import { allocate } from './allocate.ts';
import type { BasketLine } from './basket.ts';
import { type Calculation, sharedRate } from './calculation.ts';
import type { Bid, Market } from './displace.ts';
import { compareRatios, divideFloor, lesser, type Ratio, times } from './exact.ts';
import type { Remainder } from './limits.ts';
import { LineGains } from './line-gains.ts';
import { openGain, shortfallOf, type Turn } from './opening.ts';
import { type Shares, totalOf } from './shares.ts';

/** What the rules allow, before anybody's balance is asked. */
export interface Caps {
  /** Minor units that points may pay, exactly; no line that is not here. */
  readonly lines: Map<BasketLine, Ratio>;
  /** Rules that capped them, for their limits. */
  readonly rules: CapBid[];
}

interface CapBid extends Bid {
  /** What a limit did to it, in words. */
  readonly limited: string | undefined;
  /** Why it lets points pay nothing though it has a percentage to let them pay, in words. */
  readonly missed: string | undefined;
}

/** A cap of zero is a cap too: it keeps points off a line that another rule lets them pay. */
const everyLine = { has: () => true };

export function redemptionMarket(
  calculation: Calculation,
  group: CompiledGroup,
  ordinal: number,
  caps: Caps,
): Market<CapBid> {
  const { trace, policy, receipt } = calculation;
  const turn: Turn = { calculation, group, ordinal };
  return {
    ordered: false,
    lines: calculation.basket.lines,
    admits: (rule) => admits(rule, group, calculation),
    bid,
    apply,
  };

  function bid(rule: CompiledRule, open: ReadonlySet<BasketLine> | undefined): CapBid | undefined {
    const opening = openGain(turn, rule, open);
    if (opening === undefined) return undefined;
    const { mechanic, gain, portions } = opening;
    const { refusal, amount, points } = opening.allowance;
    const rate = refusal === undefined ? sharedRate(rule, gain, receipt) : { numerator: 0, denominator: 1 };
    const rooms = portions.map((portion, index) => {
      const room = policy.redeemAs === 'tender' ? portion.base : portion.room;
      return Math.min(room, gain.most?.[index] ?? room);
    });
    let shares: Shares = {
      numerators: gain.weights.map((weight, index) => {
        return lesser(times(weight, rate.numerator), times(rooms[index] ?? 0, rate.denominator));
      }),
      denominator: rate.denominator,
    };
    let cut: Remainder | undefined;
    for (const [limit, worth] of [[amount, 1] as const, [points, policy.unitWorth] as const]) {
      if (limit === undefined) continue;
      const { numerator, denominator } = totalOf(shares);
      const due = divideFloor(numerator, denominator);
      if (due > limit.left * worth) cut = limit;
      // Whole caps, lest the lines rounded up one by one come to more than the limit.
      shares = { numerators: allocate(Math.min(due, limit.left * worth), shares.numerators), denominator: 1 };
    }
    const total = totalOf(shares);
    const limited = refusal?.reason ?? (cut && limitCut(cut.limit, cut.left));
    const missing = trace !== undefined && limited === undefined && rate.numerator > 0;
    return {
      rule,
      total,
      lines: new LineGains(portions, shares.numerators, everyLine),
      denominator: shares.denominator,
      bundle: false,
      limited,
      missed: missing && total.numerator < total.denominator ? shortfallOf(turn, rule, mechanic, portions) : undefined,
    };
  }

  function apply(bid: CapBid): void {
    const { rule, lines, denominator, total, limited, missed } = bid;
    const unpaid = calculation.costs.refusal(rule, 'redemption');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    calculation.costs.take(rule, lines.keys());
    for (const line of lines.keys()) {
      const cap = { numerator: lines.get(line) ?? 0, denominator };
      const lower = caps.lines.get(line);
      if (lower === undefined || compareRatios(cap, lower) < 0) caps.lines.set(line, cap);
      if (rule.exclusive) line.closedBy = Math.min(line.closedBy, ordinal);
    }
    caps.rules.push(bid);
    if (trace === undefined) return;
    const reason = payable(divideFloor(total.numerator, total.denominator));
    if (missed !== undefined) trace.note(rule, 'unmet', missed);
    else if (limited === undefined) trace.note(rule, 'applied', reason);
    else trace.note(rule, 'limited', `${limited}; ${reason}`);
  }
}
