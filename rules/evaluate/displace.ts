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
import { addRatios, compareRatios, type Integer, type Ratio } from './exact.ts';
import type { GainsByLine } from './line-gains.ts';
import { type Nudging, nudgeAlone, nudgeAmong } from './nudge.ts';

/** What a rule would give if it had these lines to itself. */
export interface Bid {
  readonly rule: CompiledRule;
  readonly total: Ratio;
  /** What it gives on each line it touches; a line it only consumes units of gains 0. */
  readonly lines: GainsByLine;
  /** Of the gains in `lines`. */
  readonly denominator: Integer;
  /** It wins all its lines or none. */
  readonly bundle: boolean;
}

export interface Market<B extends Bid> {
  /** Whether the order in which rules of equal priority stack can matter. */
  readonly ordered: boolean;
  readonly lines: readonly BasketLine[];
  /** Asks the rule's condition now. */
  admits(rule: CompiledRule): boolean;
  /** On all lines, or on some. Undefined: the rule has nothing to give. */
  bid(rule: CompiledRule, open?: ReadonlySet<BasketLine>): B | undefined;
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
  const bids = bidsOf(
    rules.filter((rule) => market.admits(rule)),
    market,
  );
  if (market.nudging?.nudges.none === false) {
    nudgeAmong(rules, bids, market, (some, asking) => winnersOf(group, some, asking));
  }
  const winners = winnersOf(group, bids, market, market.apply);
  if (trace !== undefined) noteDisplaced(bids, winners, group.scope === 'receipt', trace);
}

/** Of these bids, in the order of their rules; each is applied, where `apply` is given, before those of lower rank are asked. */
function winnersOf<B extends Bid>(
  group: CompiledGroup,
  bids: readonly B[],
  market: Asking<B>,
  apply?: (bid: B) => void,
): B[] {
  const winners: B[] = [];
  if (group.scope === 'receipt') {
    const winner = firstOf(bids, group.mode === 'best' ? byGain : byPriority);
    if (winner === undefined) return winners;
    apply?.(winner);
    winners.push(winner);
    return winners;
  }
  const taken = new Set<BasketLine>();
  // Of a group where the best wins, all rules are one tier.
  const tiers = group.mode === 'best' ? [bids] : tiersOf(bids);
  for (const tier of tiers) {
    const left = taken.size === 0 ? tier : bidsOf(tier.map(ruleOf), market, without(market.lines, taken));
    // Who wins which lines, reckoned again where a rule won only some of its own.
    for (const winner of left.length < 2 ? left : choose(left, market, taken)) {
      apply?.(winner);
      winners.push(winner);
      if (tiers.length > 1) for (const line of winner.lines.keys()) taken.add(line);
    }
  }
  return winners;
}

function stack<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): void {
  if (!market.ordered || rules.length === 1) {
    takeTurns(rules, market);
    return;
  }
  for (const tier of tiersOf(rules.map((rule) => ({ rule })))) {
    const turn = tier.map(ruleOf);
    takeTurns(turn.length > 1 ? byGainAlone(turn, market) : turn, market);
  }
}

function takeTurns<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): void {
  for (const rule of rules) {
    const bid = market.admits(rule) ? market.bid(rule) : undefined;
    if (market.nudging !== undefined) nudgeAlone(rule, bid, market.nudging);
    if (bid !== undefined) market.apply(bid);
  }
}

/** Those that gain nothing now come last; an earlier rule may yet let them. */
function byGainAlone<B extends Bid>(rules: readonly CompiledRule[], market: Market<B>): CompiledRule[] {
  const bids = bidsOf(
    rules.filter((rule) => market.admits(rule)),
    market,
  ).sort(byGain);
  const gaining = new Set(bids.map(ruleOf));
  const others = rules.filter((rule) => !gaining.has(rule)).sort((one, other) => byCode(one, other));
  return [...gaining, ...others];
}

/** `taken` are lines that are not to be had; no bid has them. */
function choose<B extends Bid>(bids: readonly B[], market: Asking<B>, taken: ReadonlySet<BasketLine>): B[] {
  const best: Best<B> = { bids: [], lines: [] };
  for (const bid of bids) {
    if (bid.bundle) continue;
    for (const line of bid.lines.keys()) {
      const rival = best.bids[line.index];
      if (rival === undefined) best.lines.push(line);
      if (rival === undefined || compareOn(line, bid, rival) < 0) best.bids[line.index] = bid;
    }
  }
  const winners: B[] = [];
  let gone = taken;
  if (bids.some((bid) => bid.bundle)) gone = awardBundles(bids, best, market, taken, winners);
  const single: B[] = [];
  const won: BasketLine[][] = [];
  for (const line of best.lines) {
    const bid = best.bids[line.index];
    if (bid === undefined || gone.has(line)) continue;
    const place = single.indexOf(bid);
    if (place !== -1) won[place]?.push(line);
    else {
      single.push(bid);
      won.push([line]);
    }
  }
  for (const [place, bid] of single.entries()) {
    const lines = won[place] ?? [];
    const final = lines.length === bid.lines.size ? bid : market.bid(bid.rule, new Set(lines));
    if (final !== undefined) winners.push(final);
  }
  return winners;
}

/** Of the bids that win line by line: which offers most, by the place of the line, and lines in the order they were bid for. */
interface Best<B> {
  readonly bids: (B | undefined)[];
  readonly lines: BasketLine[];
}

/** Adds to `winners` the bundles that beat what single lines were offered; returns the lines that are gone then. */
function awardBundles<B extends Bid>(
  bids: readonly B[],
  best: Best<B>,
  market: Asking<B>,
  taken: ReadonlySet<BasketLine>,
  winners: B[],
): Set<BasketLine> {
  const gone = new Set(taken);
  for (const bundle of bids.filter((bid) => bid.bundle).sort(byGain)) {
    const free = [...bundle.lines.keys()].every((line) => !gone.has(line));
    const bid = free ? bundle : market.bid(bundle.rule, without(market.lines, gone));
    if (bid === undefined || !beatsAll(bid, best)) continue;
    winners.push(bid);
    for (const line of bid.lines.keys()) gone.add(line);
  }
  return gone;
}

/** A bundle against the best that single lines were offered; on a tie the one that comes first by priority and code. */
function beatsAll<B extends Bid>(bundle: B, best: Best<B>): boolean {
  let offered: Ratio = { numerator: 0, denominator: 1 };
  let first: B | undefined;
  for (const line of bundle.lines.keys()) {
    const rival = best.bids[line.index];
    if (rival === undefined) continue;
    offered = addRatios(offered, gainOn(line, rival));
    if (first === undefined || byRank(rival.rule, first.rule) < 0) first = rival;
  }
  const compared = compareRatios(bundle.total, offered);
  return compared > 0 || (compared === 0 && (first === undefined || byRank(bundle.rule, first.rule) < 0));
}

function without(lines: readonly BasketLine[], gone: ReadonlySet<BasketLine>): Set<BasketLine> {
  return new Set(lines.filter((line) => !gone.has(line)));
}

function bidsOf<B extends Bid>(rules: readonly CompiledRule[], market: Asking<B>, open?: ReadonlySet<BasketLine>): B[] {
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

function tiersOf<T extends { readonly rule: CompiledRule }>(ordered: readonly T[]): T[][] {
  const tiers: T[][] = [];
  for (const item of ordered) {
    const last = tiers.at(-1);
    if (last?.[0]?.rule.priority === item.rule.priority) last.push(item);
    else tiers.push([item]);
  }
  return tiers;
}

function noteDisplaced(bids: readonly Bid[], winners: readonly Bid[], whole: boolean, trace: Trace): void {
  const winning = new Set(winners.map(ruleOf));
  for (const bid of bids) {
    if (winning.has(bid.rule)) continue;
    const rivals = winners.filter((winner) => whole || [...bid.lines.keys()].some((line) => winner.lines.has(line)));
    const [first] = rivals.sort((one, other) => byRank(one.rule, other.rule));
    if (first === undefined) continue;
    const difference = whole ? asNumber(first.total) - asNumber(bid.total) : differenceOnLines(bid, rivals);
    trace.note(bid.rule, 'displaced', displacedBy(first.rule.code, difference), first.rule.code);
  }
}

/** What the winners gave on the lines a loser wanted, less what it would have given there. */
function differenceOnLines(bid: Bid, rivals: readonly Bid[]): number {
  let difference = -asNumber(bid.total);
  for (const rival of rivals) {
    for (const line of rival.lines.keys()) if (bid.lines.has(line)) difference += asNumber(gainOn(line, rival));
  }
  return difference;
}

function gainOn(line: BasketLine, bid: Bid): Ratio {
  return { numerator: bid.lines.get(line) ?? 0, denominator: bid.denominator };
}

function compareOn(line: BasketLine, one: Bid, other: Bid): number {
  return compareRatios(gainOn(line, other), gainOn(line, one)) || byRank(one.rule, other.rule);
}

function byGain(one: Bid, other: Bid): number {
  return compareRatios(other.total, one.total) || byRank(one.rule, other.rule);
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

function asNumber({ numerator, denominator }: Ratio): number {
  return Number(numerator) / Number(denominator);
}
