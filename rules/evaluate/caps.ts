/**
 * Redemption groups: how much of each line points may pay. A line that no rule touches is paid with money; where several
 * rules touch one, the lowest cap holds. Caps stay exact: redeem.ts floors their sum.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, payable } from '../explain/reasons.ts';
import type { Gain } from '../mechanics/mechanic.ts';
import { allocate } from './allocate.ts';
import type { BasketLine } from './basket.ts';
import { type Bid, type LineMarks, linesOf } from './bid.ts';
import { type Calculation, sharedRate } from './calculation.ts';
import type { Market } from './displace.ts';
import { compareRatios, divideFloor, type Integer, lesser, type Ratio, times, zero } from './exact.ts';
import type { Remainder } from './limits.ts';
import { GroupMarket } from './market.ts';
import { openGain, shortfallOf } from './opening.ts';
import type { WorkPortion } from './portions.ts';
import { type Shares, totalOf } from './shares.ts';

/** What the rules allow, before anybody's balance is asked. */
export interface Caps {
  /** By the place of a line: minor units that points may pay of it, exactly; of no line that is not here. */
  readonly lines: (Ratio | undefined)[];
  /** Rules that capped them, for their limits. */
  readonly rules: CapBid[];
}

interface CapBid extends Bid {
  /** What a limit did to it, in words. */
  readonly limited: string | undefined;
  /** Why it lets points pay nothing though it has a percentage to let them pay, in words. */
  readonly missed: string | undefined;
}

export class RedemptionMarket extends GroupMarket implements Market<CapBid> {
  readonly ordered = false;
  readonly #caps: Caps;

  constructor(calculation: Calculation, group: CompiledGroup, ordinal: number, caps: Caps) {
    super(calculation, group, ordinal);
    this.#caps = caps;
  }

  bid(rule: CompiledRule, open?: LineMarks): CapBid | undefined {
    const opening = openGain(this, rule, open);
    if (opening === undefined) return undefined;
    const { trace, receipt, policy } = this.calculation;
    const { gain, portions } = opening;
    const { refusal, amount, points } = opening.allowance;
    const rate = refusal === undefined ? sharedRate(rule, gain, receipt) : zero;
    let shares: Shares = { numerators: this.#shares(gain, rate, portions), denominator: rate.denominator };
    let cut: Remainder | undefined;
    if (amount !== undefined) {
      if (dueOf(shares) > amount.left) cut = amount;
      shares = wholeShares(shares, amount.left);
    }
    if (points !== undefined) {
      const left = points.left * policy.unitWorth;
      if (dueOf(shares) > left) cut = points;
      shares = wholeShares(shares, left);
    }
    const total = totalOf(shares);
    const limited = refusal?.reason ?? (cut && limitCut(cut.limit, cut.left));
    const missing = trace !== undefined && limited === undefined && rate.numerator > 0;
    return {
      rule,
      // A cap of zero is a cap too: it keeps points off a line that another rule lets them pay.
      lines: linesOf(portions),
      gains: shares.numerators,
      numerator: 1,
      denominator: shares.denominator,
      total: total.numerator,
      bundle: false,
      limited,
      missed: missing && total.numerator < total.denominator ? shortfallOf(this, rule, portions) : undefined,
    };
  }

  apply(bid: CapBid): void {
    const { rule, lines, gains, denominator, total, limited, missed } = bid;
    const { costs, trace } = this.calculation;
    const unpaid = costs.refusal(rule, 'redemption');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    costs.take(rule, lines);
    const caps = this.#caps;
    for (let place = 0; place < lines.length; place++) {
      const line = lines[place] as BasketLine;
      const cap = { numerator: gains[place] ?? 0, denominator };
      const lower = caps.lines[line.index];
      if (lower === undefined || compareRatios(cap, lower) < 0) caps.lines[line.index] = cap;
      if (rule.exclusive) line.closedBy = Math.min(line.closedBy, this.ordinal);
    }
    caps.rules.push(bid);
    if (trace === undefined) return;
    const reason = payable(divideFloor(total, denominator));
    if (missed !== undefined) trace.note(rule, 'unmet', missed);
    else if (limited === undefined) trace.note(rule, 'applied', reason);
    else trace.note(rule, 'limited', `${limited}; ${reason}`);
  }

  /** Of each portion what the rate makes of it, but no more than may come off. */
  #shares({ weights, most }: Gain, { numerator, denominator }: Ratio, portions: readonly WorkPortion[]): Integer[] {
    const isTender = this.calculation.policy.redeemAs === 'tender';
    const shares: Integer[] = new Array(portions.length);
    for (let index = 0; index < portions.length; index++) {
      const { base, room } = portions[index] as WorkPortion;
      const whole = isTender ? base : room;
      const bound = most === undefined ? whole : Math.min(whole, most[index] ?? whole);
      shares[index] = lesser(times(weights[index] as number, numerator), times(bound, denominator));
    }
    return shares;
  }
}

/** Whole caps, lest the lines rounded up one by one come to more than a limit leaves. */
function wholeShares(shares: Shares, left: number): Shares {
  return { numerators: allocate(Math.min(dueOf(shares), left), shares.numerators), denominator: 1 };
}

function dueOf(shares: Shares): number {
  const { numerator, denominator } = totalOf(shares);
  return divideFloor(numerator, denominator);
}
