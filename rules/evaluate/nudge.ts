/**
 * Weighs the rules of a group that are near: what the group would give if one of them had what it lacks, less what it
 * gives now.
 *
 *   stack            the rule's own bid then, less its bid now
 *   priority, best   the winners' bids then, if it is one of them, less the winners' bids now
 */
import type { CompiledRule } from '../compile/compiled.ts';
import { type Bid, type LineMarks, placeOf, sumOfTotals, totalOf } from './bid.ts';
import type { Asking, Market } from './displace.ts';
import { addRatios, type Ratio, times, zero } from './exact.ts';
import type { Near, Nudges } from './nudges.ts';

/** What a market adds for its rules to be weighed. */
export interface Nudging<B extends Bid> {
  readonly nudges: Nudges;
  /** What a rule would give if what it lacks were there. */
  bidThen(near: Near, open?: LineMarks): B | undefined;
  /** Gives the nudge for so much more, in the units of the bids; none where that comes to nothing. */
  found(near: Near, more: Ratio, already: boolean): void;
}

/** For a rule whose turn it is in a stack, before its bid is applied. */
export function nudgeAlone<B extends Bid>(rule: CompiledRule, bid: B | undefined, nudging: Nudging<B>): void {
  const near = nudging.nudges.take(rule);
  if (near === undefined) return;
  if (!isPriced(near)) {
    if (bid === undefined) nudging.nudges.found(near, 0, false);
    return;
  }
  const then = nudging.bidThen(near);
  if (then === undefined) return;
  nudging.found(near, less(totalOf(then), bid === undefined ? zero : totalOf(bid)), bid !== undefined);
}

/**
 * For rules of which some win, before those are applied.
 *
 * @param choose the winners among bids, which come in the order of their rules
 */
export function nudgeAmong<B extends Bid>(
  rules: readonly CompiledRule[],
  bids: readonly B[],
  market: Market<B>,
  choose: (bids: readonly B[], market: Asking<B>) => readonly B[],
): void {
  const { nudging } = market;
  if (nudging === undefined) return;
  const winners = choose(bids, market);
  for (const rule of rules) {
    const near = nudging.nudges.take(rule);
    if (near === undefined) continue;
    const already = winners.some((winner) => winner.rule === rule);
    if (!isPriced(near)) {
      if (!isTouched(near, winners)) nudging.nudges.found(near, 0, already);
      continue;
    }
    const bid = nudging.bidThen(near);
    if (bid === undefined) continue;
    const all = rules.flatMap((one) => (one === rule ? bid : (bids.find((other) => other.rule === one) ?? [])));
    const then = choose(all, {
      lines: market.lines,
      bid: (one, open) => (one === rule ? nudging.bidThen(near, open) : market.bid(one, open)),
    });
    if (!then.some((winner) => winner.rule === rule)) continue;
    nudging.found(near, less(sumOfTotals(then), sumOfTotals(winners)), already);
  }
}

function isPriced({ step }: Near): boolean {
  return step === undefined || step.gain !== undefined;
}

function isTouched({ step }: Near, winners: readonly Bid[]): boolean {
  return step?.portions.some(({ line }) => winners.some((winner) => placeOf(winner, line) !== -1)) === true;
}

function less(one: Ratio, other: Ratio): Ratio {
  return addRatios(one, { numerator: times(other.numerator, -1), denominator: other.denominator });
}
