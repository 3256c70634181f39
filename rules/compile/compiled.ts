/**
 * A programme as workers keep it in memory: groups in the order they run, gates and conditions as closures, selectors
 * as predicates. This file is the seam between rules/compile, which makes these, and rules/evaluate, which runs them.
 */
import type { Mechanic } from '../mechanics/mechanic.ts';
import type { Melt } from '../model/evaluation.ts';
import type { CounterUnit, FactsPolicy } from '../model/facts-policy.ts';
import type { Goods, Missing } from '../model/goods.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Attributes, Channel, Receipt, ReceiptLine } from '../model/receipt.ts';

export type GroupType = 'price' | 'points' | 'redemption' | 'reward';
type GroupMode = 'stack' | 'priority' | 'best';
type GroupScope = 'line' | 'receipt';
export type GroupBase = 'initial' | 'current';

/** Wall-clock facts of the moment of business in one timezone; made once per receipt. */
export interface LocalTime {
  readonly epochMs: number;
  readonly timezone: string;
  /** ISO date of the business moment, 2026-11-22. */
  readonly date: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly daysInMonth: number;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  /** ISO week, 2026-W47. */
  readonly week: string;
  /** Milliseconds since local midnight by the wall clock. */
  readonly timeOfDayMs: number;
}

/**
 * What a condition may ask. `total` and `items` answer in the group's base: initial (amount − manualDiscount) or
 * current (after everything earlier). `undefined` means missing: every comparison with it is false.
 */
export interface Facts {
  readonly receipt: {
    /** Minor units. */
    readonly total: number;
    readonly gross: number;
    /** Units, not thousandths: 1.5 for a kilo and a half. */
    readonly quantity: number;
    readonly lineCount: number;
    readonly channel: Channel;
    readonly attributes: Attributes;
  };
  readonly member: {
    readonly known: boolean;
    readonly tier: string | undefined;
    readonly segments: readonly string[];
    readonly cards: readonly string[];
    readonly attributes: Attributes;
    readonly age: number | undefined;
    readonly isBirthday: boolean | undefined;
    readonly daysToBirthday: number | undefined;
    readonly daysSinceRegistration: number | undefined;
    readonly purchases: number | undefined;
    readonly daysSinceLastPurchase: number | undefined;
  };
  readonly store: { readonly code: string; readonly region: string | undefined; readonly attributes: Attributes };
  readonly now: LocalTime;
  counter(code: string, offset: number): number | undefined;
  activity(type: string): { count: number; daysAgo: number | undefined; last: Attributes };
  items(selector: Selector): { amount: number; quantity: number };
  /** Kilometres on the great circle between the receipt's location and a point. */
  distance(lat: number, lon: number): number | undefined;
}

/** A number that grows with what is bought: of which unit, and of which goods; `{}`: of any. */
export interface Growth {
  readonly unit: 'amount' | 'quantity';
  readonly goods: Goods;
}

/** What a condition that is not met lacks, and of which goods. */
export interface Nearness {
  readonly missing: Missing;
  readonly goods: Goods;
}

/** A compiled CEL expression of type bool. Never throws; what is missing compares false. */
export interface Condition {
  readonly source: string;
  test(facts: Facts): boolean;
  /** Why it is false, in the receipt's own numbers: "receipt.total 98000 < 100000". */
  explain(facts: Facts): string;
  /** Asked where it is false: the goods that would make it true, if they are within reach. Absent: none ever would. */
  nearly?(facts: Facts): Nearness | undefined;
}

/** A compiled CEL expression of type number. Never throws; undefined where something it asks for is missing. */
export interface NumericExpression {
  readonly source: string;
  readonly grows?: Growth;
  run(facts: Facts): number | undefined;
}

/** Which lines a rule is about. `matches` is pure in its arguments; `favourites` is why the member is asked for. */
export interface Selector {
  matches(line: ReceiptLine, member: MemberState | undefined): boolean;
}

/** The coupons that a receipt brought, as gates ask for them. */
export interface CouponsShown {
  /** The code of a campaign that may be used on it; undefined: there is none. */
  usable(campaign: string): string | undefined;
  /** Why there is none. */
  missing(campaign: string): string;
}

export interface GateContext {
  readonly receipt: Receipt;
  readonly member: MemberState | undefined;
  readonly now: LocalTime;
  /** Absent: it brought none. */
  readonly coupons?: CouponsShown | undefined;
}

/** Everything a rule asks besides `when` and `items`: active, schedule, stores, channels, tenders, coupon, segments, tiers, cards. */
export interface Gates {
  pass(context: GateContext): boolean;
  /** The first gate that fails, in words with the receipt's own values; undefined when all pass. */
  explain(context: GateContext): string | undefined;
}

export type LimitPeriod = 'receipt' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'total';

export interface Limit {
  readonly by: 'member' | 'rule';
  readonly unit: 'times' | 'amount' | 'points';
  readonly cap: number;
  readonly per: LimitPeriod;
  /** Stable over versions: programme/rule/by/unit/per. The period is appended at evaluation: …/2026-11-22. */
  readonly key: string;
}

/** Which of the selected units a rule takes; ties go to the lowest line number. */
export interface Take {
  readonly order: 'cheapest' | 'dearest' | 'listed';
  readonly count: number;
}

export interface Lot {
  readonly purse: string;
  /** ISO 8601 duration. */
  readonly activateAfter?: string;
  /** ISO 8601 duration from activation; falls back to the purse's own. */
  readonly expireAfter?: string;
  /** Local date-time in the store's timezone, 2026-12-31T00:00. */
  readonly expireAt?: string;
  readonly melt?: Melt;
}

/** Where the index notes which lines of a receipt a rule may be about, a bit each; see candidates.ts. */
export interface LinesOfRule {
  /** Of CompiledProgramme.masks; −1: nothing is noted, any line will do. */
  readonly slot: number;
  /** −1: all but those that are noted; else 0. */
  readonly flip: 0 | -1;
  /** Its selector matches the lines that are noted, and no others. */
  readonly known: boolean;
}

/** One `do`, compiled by its mechanic: what a rule does is data until rules/evaluate runs it. */
export interface CompiledRule {
  readonly code: string;
  readonly title: string | undefined;
  readonly group: string;
  readonly priority: number;
  /** Position in the group as written. */
  readonly order: number;
  readonly gates: Gates;
  readonly when: Condition | undefined;
  readonly items: Selector | undefined;
  /** What an index knows of `items`. */
  readonly lines: LinesOfRule;
  /** What `items` asks for, in words. */
  readonly goods: Goods;
  readonly take: Take | undefined;
  /** The `do` key and its parameters, validated and compiled; rules/mechanics has the code that runs it. */
  readonly mechanic: string;
  /** That code. */
  readonly implementation: Mechanic;
  readonly params: Readonly<Record<string, unknown>>;
  /** The numbers among its parameters, asked together with its condition. */
  readonly asks: readonly NumericExpression[];
  readonly lot: Lot | undefined;
  /** Share of the gain by the part of the matching tenders; undefined: the whole gain. */
  readonly share: ((receipt: Receipt) => { part: number; whole: number }) | undefined;
  /** The campaign of which a code must be sent, and is used if the rule applies. */
  readonly coupon: string | undefined;
  readonly limits: readonly Limit[];
  /** What it is paid with, where the till asks for it. */
  readonly cost: { readonly purse: string; readonly count: number } | undefined;
  readonly exclusive: boolean;
}

export interface CompiledGroup {
  readonly code: string;
  readonly type: GroupType;
  readonly mode: GroupMode;
  readonly scope: GroupScope;
  readonly base: GroupBase;
  readonly when: Condition | undefined;
  /** All of them, highest priority first, then as written. */
  readonly rules: readonly CompiledRule[];
}

/** What a receipt adds to is told by its lines. */
export interface Counter {
  /** See CounterPolicy. */
  readonly key: string;
  readonly of: CounterUnit;
  /** undefined: the whole receipt. */
  readonly items: Selector | undefined;
}

export interface CompiledProgramme {
  readonly code: string;
  readonly hash: string;
  readonly currency: string;
  readonly minorUnits: number;
  /** Minor units; 1: cash is not rounded. */
  readonly cashRounding: number;
  readonly timezone: string;
  readonly points: PointsPolicy;
  readonly facts: FactsPolicy;
  readonly counters: readonly Counter[];
  /** What a purchase runs for its member. In the order they run: price, redemption, points, reward; then stage; then as written. */
  readonly groups: readonly CompiledGroup[];
  /**
   * For each group those of its rules, in the same order, that an index cannot rule out for a receipt (store, channel,
   * sku, category, brand …).
   */
  candidates(context: GateContext): readonly (readonly CompiledRule[])[];
  /** By slot: lines of the receipt whose candidates were asked for last, a bit each; see LinesOfRule. */
  readonly masks: Int32Array;
  /** The other rules, in the same order, by occasion and who is given; see apart.ts. */
  readonly apart: ReadonlyMap<string, readonly CompiledGroup[]>;
}
