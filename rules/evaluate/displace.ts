/**
 * How the rules of one group displace one another.
 *
 *   stack            every rule that applies, highest priority first; of equal priority the one that alone gains more,
 *                    then by code. A condition is asked when the rule's turn comes.
 *   priority, best   one winner for each line, or for the receipt: the highest priority (then the larger gain), or the
 *                    largest gain (then the higher priority), then by code. All are asked, and reckoned alone, as the
 *                    group found the receipt.
 *
 * With scope line a rule keeps the lines it wins and is reckoned again on those alone. A rule that deals in units wins
 * all the lines it consumed units of or none: it is compared with the sum of the best that others offer on them.
 * A rule that gains nothing displaces nobody.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { displacedBy } from '../explain/reasons.ts';
import type { Trace } from '../explain/trace.ts';
import type { BasketLine } from './basket.ts';
import { type Bid, compareGains, compareTotals, gainOn, type LineMarks, marksOf, placeOf, totalOf } from './bid.ts';
import { addRatios, compareRatios, type Integer, zero } from './exact.ts';
import { type Nudging, nudgeAlone, nudgeAmong } from './nudge.ts';

export interface Market<B extends Bid> {
  /** Whether the order in which rules of equal priority stack can matter. */
  readonly ordered: boolean;
  readonly lines: readonly BasketLine[];
  /** Asks the rule's condition now. */
  admits(rule: CompiledRule): boolean;
  /** On all lines, or on some. Undefined: the rule has nothing to give. */
  bid(rule: CompiledRule, open?: LineMarks): B | undefined;
  apply(bid: B): void;
  /** Where what its rules give is worth something, and there is somebody to be told. */
  readonly nudging?: Nudging<B> | undefined;
}

/** What a choice among bids asks of a market. */
export type Asking<B extends Bid> = Pick<Market<B>, 'lines' | 'bid'>;

/** `rules` by priority, highest first. */
export function displace<B extends Bid>(
  group: CompiledGroup,
  rules: readonly CompiledRule[],
  market: Market<B>,
  trace: Trace | undefined,
): void {
  if (group.mode === 'stack') stack(rules, market);
  else decide(group, rules, market, trace);
}

function decide<B extends Bid>(
  group: CompiledGroup,
  rules: readonly CompiledRule[],
  market: Market<B>,
  trace: Trace | undefined,
): void {
  const bids = admittedBids(rules, market);
  if (market.nudging?.nudges.none === false) {
    nudgeAmong(rules, bids, market, (some, asking) => winnersOf(group, some, asking));
  }
  if (bids.length === 0) return;
  const winners = winnersOf(group, bids, market, market);
  if (trace !== undefined) noteDisplaced(bids, winners, group.scope === 'receipt', trace);
}

/** Of these bids, in the order of their rules; each is applied, where there is `applying`, before those of lower rank are asked. */
function winnersOf<B extends Bid>(
  group: CompiledGroup,
  bids: readonly B[],
  market: Asking<B>,
  applying?: Market<B>,
): readonly B[] {
  if (group.scope === 'receipt') {
    const winner = firstOf(bids, group.mode === 'best' ? byGain : byPriority);
    if (winner === undefined) return [];
    applying?.apply(winner);
    return [winner];
  }
  // Of a group where the best wins, all rules are one tier.
  if (group.mode === 'best' || endOfTier(bids, 0) === bids.length) {
    const winners = bids.length < 2 ? bids : choose(bids, market, undefined);
    if (applying !== undefined) for (const winner of winners) applying.apply(winner);
    return winners;
  }
  const winners: B[] = [];
  let taken: LineMarks | undefined;
  for (let from = 0; from < bids.length; ) {
    const to = endOfTier(bids, from);
    const tier = bids.slice(from, to);
    const left: B[] = taken === undefined ? tier : bidsOf(tier.map(ruleOf), market, without(taken));
    // Who wins which lines, reckoned again where a rule won only some of its own.
    for (const winner of left.length < 2 ? left : choose(left, market, taken)) {
      applying?.apply(winner);
      winners.push(winner);
      taken ??= marksOf(market.lines, []);
      for (const line of winner.lines) taken[line.index] = true;
    }
    from = to;
  }
  return winners;
}

function stack<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): void {
  if (!market.ordered || rules.length === 1) {
    takeTurns(rules, market);
    return;
  }
  const ranked = rules.map((rule) => ({ rule }));
  for (let from = 0; from < rules.length; ) {
    const to = endOfTier(ranked, from);
    const turn = rules.slice(from, to);
    takeTurns(turn.length > 1 ? byGainAlone(turn, market) : turn, market);
    from = to;
  }
}

function takeTurns<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): void {
  for (let place = 0; place < rules.length; place++) {
    const rule = rules[place] as CompiledRule;
    const bid = market.admits(rule) ? market.bid(rule) : undefined;
    if (market.nudging !== undefined) nudgeAlone(rule, bid, market.nudging);
    if (bid !== undefined) market.apply(bid);
  }
}

/** Those that gain nothing now come last; an earlier rule may yet let them. */
function byGainAlone<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): CompiledRule[] {
  const bids = admittedBids(rules, market).sort(byGain);
  const gaining = new Set(bids.map(ruleOf));
  const others = rules.filter((rule) => !gaining.has(rule)).sort((one, other) => byCode(one, other));
  return [...gaining, ...others];
}

/** `taken` are lines that are not to be had; no bid has them. */
function choose<B extends Bid>(bids: readonly B[], market: Asking<B>, taken: LineMarks | undefined): B[] {
  // Of the bids that win line by line: which offers most, by the place of the line.
  const best: (B | undefined)[] = new Array(market.lines.length).fill(undefined);
  let bundles = false;
  for (const bid of bids) {
    if (bid.bundle) bundles = true;
    else offer(bid, best);
  }
  const winners: B[] = [];
  const gone = bundles ? awardBundles(bids, best, market, taken, winners) : taken;
  const single: B[] = [];
  const won: BasketLine[][] = [];
  for (const { bundle, lines } of bids) {
    if (bundle) continue;
    for (const line of lines) {
      const winner = best[line.index];
      // Each line once.
      best[line.index] = undefined;
      if (winner === undefined || gone?.[line.index] === true) continue;
      const place = single.indexOf(winner);
      if (place !== -1) won[place]?.push(line);
      else {
        single.push(winner);
        won.push([line]);
      }
    }
  }
  for (let place = 0; place < single.length; place++) {
    const bid = single[place] as B;
    const lines = won[place] ?? [];
    const final = lines.length === bid.lines.length ? bid : market.bid(bid.rule, marksOf(market.lines, lines));
    if (final !== undefined) winners.push(final);
  }
  return winners;
}

/** Sets a bid against the best so far on each of its lines. */
function offer<B extends Bid>(bid: B, best: (B | undefined)[]): void {
  const { lines } = bid;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place] as BasketLine;
    const rival = best[line.index];
    if (rival === undefined || beats(bid, place, rival, placeOf(rival, line))) best[line.index] = bid;
  }
}

function beats(bid: Bid, place: number, rival: Bid, rivalPlace: number): boolean {
  const compared = compareGains(bid, place, rival, rivalPlace);
  return compared > 0 || (compared === 0 && byRank(bid.rule, rival.rule) < 0);
}

/** Adds to `winners` the bundles that beat what single lines were offered; returns the lines that are gone then. */
function awardBundles<B extends Bid>(
  bids: readonly B[],
  best: readonly (B | undefined)[],
  market: Asking<B>,
  taken: LineMarks | undefined,
  winners: B[],
): LineMarks {
  const gone = taken === undefined ? marksOf(market.lines, []) : [...taken];
  for (const bundle of bids.filter((bid) => bid.bundle).sort(byGain)) {
    const free = bundle.lines.every((line) => gone[line.index] !== true);
    const bid = free ? bundle : market.bid(bundle.rule, without(gone));
    if (bid === undefined || !beatsAll(bid, best)) continue;
    winners.push(bid);
    for (const line of bid.lines) gone[line.index] = true;
  }
  return gone;
}

/** A bundle against the best that single lines were offered; on a tie the one that comes first by priority and code. */
function beatsAll<B extends Bid>(bundle: B, best: readonly (B | undefined)[]): boolean {
  let offered = zero;
  let first: B | undefined;
  for (const line of bundle.lines) {
    const rival = best[line.index];
    if (rival === undefined) continue;
    offered = addRatios(offered, gainOn(line, rival));
    if (first === undefined || byRank(rival.rule, first.rule) < 0) first = rival;
  }
  const compared = compareRatios(totalOf(bundle), offered);
  return compared > 0 || (compared === 0 && (first === undefined || byRank(bundle.rule, first.rule) < 0));
}

function without(gone: LineMarks): LineMarks {
  return gone.map((is) => !is);
}

function admittedBids<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): B[] {
  const bids: B[] = [];
  for (let place = 0; place < rules.length; place++) {
    const rule = rules[place] as CompiledRule;
    const bid = market.admits(rule) ? market.bid(rule) : undefined;
    if (bid !== undefined) bids.push(bid);
  }
  return bids;
}

function bidsOf<B extends Bid>(rules: readonly CompiledRule[], market: Asking<B>, open: LineMarks): B[] {
  const bids: B[] = [];
  for (const rule of rules) {
    const bid = market.bid(rule, open);
    if (bid !== undefined) bids.push(bid);
  }
  return bids;
}

function firstOf<B>(bids: readonly B[], compare: (one: B, other: B) => number): B | undefined {
  let first = bids[0];
  for (const bid of bids) if (first !== undefined && compare(bid, first) < 0) first = bid;
  return first;
}

/** Behind the last of those that have the priority of the one at `from`. */
function endOfTier(ordered: readonly { readonly rule: CompiledRule }[], from: number): number {
  let to = from;
  while (to < ordered.length && ordered[to]?.rule.priority === ordered[from]?.rule.priority) to++;
  return to;
}

function noteDisplaced(bids: readonly Bid[], winners: readonly Bid[], whole: boolean, trace: Trace): void {
  const winning = new Set(winners.map(ruleOf));
  for (const bid of bids) {
    if (winning.has(bid.rule)) continue;
    const rivals = winners.filter((winner) => whole || bid.lines.some((line) => placeOf(winner, line) !== -1));
    const [first] = rivals.sort((one, other) => byRank(one.rule, other.rule));
    if (first === undefined) continue;
    const difference = whole ? asNumber(totalOf(first)) - asNumber(totalOf(bid)) : differenceOnLines(bid, rivals);
    trace.note(bid.rule, 'displaced', displacedBy(first.rule.code, difference), first.rule.code);
  }
}

/** What the winners gave on the lines a loser wanted, less what it would have given there. */
function differenceOnLines(bid: Bid, rivals: readonly Bid[]): number {
  let difference = -asNumber(totalOf(bid));
  for (const rival of rivals) {
    for (const line of rival.lines) if (placeOf(bid, line) !== -1) difference += asNumber(gainOn(line, rival));
  }
  return difference;
}

function byGain(one: Bid, other: Bid): number {
  return compareTotals(other, one) || byRank(one.rule, other.rule);
}

function byPriority(one: Bid, other: Bid): number {
  return other.rule.priority - one.rule.priority || byGain(one, other);
}

function byRank(one: CompiledRule, other: CompiledRule): number {
  return other.priority - one.priority || byCode(one, other);
}

function byCode(one: CompiledRule, other: CompiledRule): number {
  return one.code < other.code ? -1 : one.code > other.code ? 1 : 0;
}

function ruleOf(bid: { readonly rule: CompiledRule }): CompiledRule {
  return bid.rule;
}

function asNumber({ numerator, denominator }: { numerator: Integer; denominator: Integer }): number {
  return Number(numerator) / Number(denominator);
}
