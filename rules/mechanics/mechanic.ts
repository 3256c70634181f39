/**
 * What one kind of `do` is: data with one pure function. A mechanic says what a rule is worth on the lines it was
 * given; everything around it (gates, displacement, floors, limits, rounding, shares, ledgers) is done once, for all of
 * them, in rules/evaluate. So a mechanic is one file and one line in index.ts.
 *
 * There are three kinds so far. `gain` answers with weights and a rate, exactly: money off a line, points on it, or money
 * that points may pay on it, by the type of the group. `factor` multiplies the points that other rules give. `reward` says what
 * a receipt brings besides. Sets, gifts
 * and ladders are gains too: they find their units among the portions and name those they consumed.
 */
import type { Static, TSchema } from 'typebox';
import type { GroupType, NumericExpression, Selector } from '../compile/compiled.ts';
import type { Ratio } from '../evaluate/exact.ts';
import type { Message, Reward as Rewarded, StampsReward } from '../model/evaluation.ts';
import type { Goods, Missing } from '../model/goods.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Receipt, ReceiptLine } from '../model/receipt.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';

type Params = Readonly<Record<string, unknown>>;

/** Units of one line that cost the same: `count` of them at `value` minor units each. */
export interface UnitSlice {
  /** Which run of the line's units; opaque, handed back in `consumed`. */
  readonly run: number;
  readonly count: number;
  readonly value: number;
}

/** A line that a rule is about, or those units of it that the rule may have. Lowest line number first. */
export interface Portion {
  readonly source: ReceiptLine;
  /** Thousandths. */
  readonly quantity: number;
  /** A fractional quantity is one unit. */
  readonly unitCount: number;
  /** Minor units in the group's base, or what is left to pay where the mechanic `reckons` so. */
  readonly base: number;
  /** Minor units still to pay, whatever the base. */
  readonly left: number;
  /** Only for a mechanic with `units`; else empty. */
  readonly units: readonly UnitSlice[];
}

export interface GainContext {
  readonly receipt: Receipt;
  readonly member: MemberState | undefined;
  readonly points: PointsPolicy;
  /** What the numbers among a rule's parameters came to when its condition was asked. */
  readonly numbers: ReadonlyMap<NumericExpression, number | undefined>;
}

/** What turns parameters as written into those a mechanic's function works with, once per version of a programme. */
export interface ParamsCompiler {
  selector(items: SelectorDocument): Selector;
  number(source: string): NumericExpression;
}

/** Lines a mechanic deals with by its own parameters. Without any of them there is nothing to gain. */
export interface Wanted {
  readonly items: SelectorDocument;
  /** Where no other is missing there is still a word to say. */
  readonly mayLack?: boolean;
}

/** Sets of units that are alike: `count` of them, each worth `worth` × the gain's rate, split over its parts by weight. */
export interface SetGain {
  readonly count: number;
  readonly worth: number;
  /** No part gives more than its weight, which is what its units cost. Each portion once. */
  readonly parts: readonly { readonly portion: number; readonly weight: number }[];
}

/**
 * Portion i is worth weights[i] × numerator / denominator: minor units, or integer point units in a points group. Made by
 * `gainOf` in shared/gains.ts, so that all are of one shape.
 */
export interface Gain {
  readonly weights: readonly number[];
  readonly numerator: number;
  readonly denominator: number;
  /**
   * Where money is rounded, half up, once. line: on each line. receipt: on the sum, split by largest remainder.
   * fill: as receipt, and what a line's floor refuses goes to the other lines, so that the sum holds.
   */
  readonly round: 'line' | 'receipt' | 'fill';
  /** Instead of the weights, in price groups: each set is rounded and split by itself, as with fill. */
  readonly sets: readonly SetGain[] | undefined;
  /** Minor units; the most the rule takes off the whole receipt. */
  readonly maxAmount: number | undefined;
  /** Minor units; the most for each portion, beside the line's own floor. */
  readonly most: readonly number[] | undefined;
  /** Units that are closed to the other rules of the group if this rule wins. */
  readonly consumed: readonly { readonly portion: number; readonly run: number; readonly count: number }[] | undefined;
}

/** What a rule gives, for words. gain: only the number says it; units: so many units for so much less. */
export type Offer =
  | { readonly kind: 'gain' }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'price'; readonly price: number }
  | { readonly kind: 'units'; readonly count: number; readonly percent: number }
  | { readonly kind: 'set'; readonly price?: number; readonly percent?: number }
  | { readonly kind: 'factor'; readonly factor: number };

/**
 * The next thing a rule would give, where little is missing of it. What it would come to is said by `gain`, on the portions
 * as they are; else by the mechanic itself with one run of units `grown`; with neither, what is missing is nowhere
 * on the receipt and its price is not known.
 */
export interface Step {
  readonly missing: Missing;
  /** Of which goods; absent: of those the rule is about. */
  readonly goods?: Goods;
  readonly gain?: Gain;
  readonly grown?: { readonly portion: number; readonly run: number; readonly count: number };
  readonly offer: Offer;
}

/** A factor of points, exactly; without `rules` for every rule's. */
export interface Factor {
  readonly numerator: number;
  readonly denominator: number;
  readonly rules?: readonly string[];
}

/** A line that a reward's rule is about. */
export type RewardLine = Pick<Portion, 'source' | 'unitCount' | 'base'>;

type WithoutRule<T> = T extends unknown ? Omit<T, 'rule'> : never;

/** What a receipt brings besides money off and points: words, or something to keep. */
export type Reward =
  | ({ readonly kind: 'message' } & Message)
  /** Stamps, and in which proportion the lines have given them. */
  | { readonly kind: 'stamps'; readonly purse: string; readonly count: number; readonly weights: readonly number[] }
  | WithoutRule<Exclude<Rewarded, StampsReward>>;

export interface RewardContext {
  readonly receipt: Receipt;
  /** Lowest line number first; none on an occasion. */
  readonly lines: readonly RewardLine[];
}

interface Common {
  /** The key under `do`. */
  readonly code: string;
  readonly type: GroupType;
  /** TypeBox, additionalProperties false. */
  readonly params: TSchema;
  /** Keys of which the parameters, or each of their `steps`, must have exactly one. */
  readonly exactlyOne?: readonly string[];
  /** The lines it is about, where its parameters select them: no others come to it. */
  wants?(params: Params): readonly Wanted[];
  /** Absent: the parameters are used as written. */
  compile?(params: Params, compiler: ParamsCompiler): Params;
  /** Of the parameters as they were compiled. Absent: only the number says what it gives. */
  offer?(params: Params): Offer;
}

export interface GainMechanic extends Common {
  readonly does: 'gain';
  /** A percentage is reckoned of the group's base; a price or a free unit of what is left to pay. */
  readonly reckons: 'base' | 'current';
  /** It deals in units and consumes them: its lines are won or lost together. */
  readonly units: boolean;
  /** `params` have been validated and compiled. Undefined: nothing to gain here. */
  gain(params: Params, portions: readonly Portion[], context: GainContext): Gain | undefined;
  /** Points without a purchase, for a birthday or a survey. Absent: it reckons with goods, and there are none. */
  occasion?(params: Params, context: GainContext): Ratio | undefined;
  /**
   * Where there was nothing to gain: what the portions come to beside what it would take, in words. Undefined: it is
   * not for want of that. Asked only to explain.
   */
  shortfall?(params: Params, portions: readonly Portion[], context: GainContext): string | undefined;
  /** What little more would bring; asked of every receipt that comes to it, whatever `gain` said. */
  nudge?(params: Params, portions: readonly Portion[], context: GainContext): Step | undefined;
}

export interface FactorMechanic extends Common {
  readonly does: 'factor';
  factor(params: Params): Factor;
}

export interface RewardMechanic extends Common {
  readonly does: 'reward';
  /** It is somebody's: without a member there is nobody to have it. */
  readonly forMember: boolean;
  /** Undefined: nothing to give here. */
  reward(params: Params, context: RewardContext): Reward | undefined;
  /** Where there was nothing to give: what is missing, in words. Asked only to explain. */
  shortfall?(params: Params, context: RewardContext): string | undefined;
}

export type Mechanic = GainMechanic | FactorMechanic | RewardMechanic;

/** A mechanic as its file writes it, with `params` typed by their schema, P, and C what compile makes of them. */
interface GainDefinition<P extends TSchema, C> extends Omit<GainMechanic, 'params' | 'does' | TypedByParams> {
  readonly params: P;
  wants?(params: Readonly<Static<P>>): readonly Wanted[];
  compile?(params: Readonly<Static<P>>, compiler: ParamsCompiler): C;
  gain(params: C, portions: readonly Portion[], context: GainContext): Gain | undefined;
  occasion?(params: C, context: GainContext): Ratio | undefined;
  shortfall?(params: C, portions: readonly Portion[], context: GainContext): string | undefined;
  nudge?(params: C, portions: readonly Portion[], context: GainContext): Step | undefined;
  offer?(params: C): Offer;
}
type TypedByParams = 'wants' | 'compile' | 'gain' | 'occasion' | 'shortfall' | 'nudge' | 'offer';

interface FactorDefinition<P extends TSchema> extends Omit<FactorMechanic, 'params' | 'factor' | 'does' | 'offer'> {
  readonly params: P;
  offer?(params: Readonly<Static<P>>): Offer;
  factor(params: Readonly<Static<P>>): Factor;
}

interface RewardDefinition<P extends TSchema> extends Omit<RewardMechanic, 'params' | 'reward' | 'shortfall' | 'does'> {
  readonly params: P;
  reward(params: Readonly<Static<P>>, context: RewardContext): Reward | undefined;
  shortfall?(params: Readonly<Static<P>>, context: RewardContext): string | undefined;
}

/** Ties `params` of the functions to the schema; the schema has validated them before any function is called. */
export function gainMechanic<P extends TSchema, C = Readonly<Static<P>>>(
  definition: GainDefinition<P, C>,
): GainMechanic {
  const { code, type, params, exactlyOne, wants, compile, offer, reckons, units } = definition;
  const { gain, occasion, shortfall, nudge } = definition;
  // All are of one shape, whatever each leaves out: they are asked in turn, for every rule of every receipt.
  const mechanic = { does: 'gain', code, type, params, exactlyOne, wants, compile, offer, reckons, units };
  return Object.freeze({ ...mechanic, gain, occasion, shortfall, nudge } as unknown as GainMechanic);
}

export function factorMechanic<P extends TSchema>(definition: FactorDefinition<P>): FactorMechanic {
  return Object.freeze({ does: 'factor' as const, ...definition } as FactorMechanic);
}

export function rewardMechanic<P extends TSchema>(definition: RewardDefinition<P>): RewardMechanic {
  return Object.freeze({ does: 'reward' as const, ...definition } as RewardMechanic);
}
