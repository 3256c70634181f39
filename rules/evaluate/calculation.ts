/** One receipt's calculation under way: what was given, and what has been found so far. */
import type {
  CompiledProgramme,
  CompiledRule,
  GateContext,
  LocalTime,
  NumericExpression,
} from '../compile/compiled.ts';
import { localTime } from '../compile/local-time.ts';
import { Trace } from '../explain/trace.ts';
import type { GainContext } from '../mechanics/mechanic.ts';
import type { EvaluationInput, LimitUse, Message, Reward } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Receipt } from '../model/receipt.ts';
import { type Basket, createBasket } from './basket.ts';
import { Costs } from './costs.ts';
import { noCoupons, ReceiptCoupons } from './coupons.ts';
import { type Ratio, times, zero } from './exact.ts';
import { BasketFacts } from './facts.ts';
import { Nudges } from './nudges.ts';

export interface Calculation {
  readonly programme: CompiledProgramme;
  readonly policy: PointsPolicy;
  readonly receipt: Receipt;
  readonly member: MemberState | undefined;
  /** Used so far, by key. */
  readonly limits: Readonly<Record<string, number>>;
  readonly now: LocalTime;
  readonly basket: Basket;
  readonly facts: BasketFacts;
  readonly gates: GateContext;
  /** By the place of their group; with a trace the index is not asked. */
  readonly candidates: readonly (readonly CompiledRule[])[];
  /** The lines the index has noted for rules, a bit each. Undefined: it was not asked, or the basket has others. */
  readonly masks: Int32Array | undefined;
  /** What rules' own numbers came to when their conditions were asked. */
  readonly numbers: Map<NumericExpression, number | undefined>;
  readonly gains: GainContext;
  readonly coupons: ReceiptCoupons;
  readonly uses: LimitUse[];
  readonly messages: Message[];
  readonly rewards: Reward[];
  readonly costs: Costs;
  /** Only with `nudge` and without a trace, and not for a catalogue page. */
  readonly nudges: Nudges | undefined;
  /** Only with `explain`. */
  readonly trace: Trace | undefined;
}

export function beginCalculation(programme: CompiledProgramme, input: EvaluationInput): Calculation {
  const { receipt, member, limits } = input;
  const policy = programme.points;
  const now = localTime(receipt.businessTime, receipt.store.timezone);
  const basket = createBasket(receipt);
  const numbers: Calculation['numbers'] = new Map();
  const coupons = receipt.coupons.length === 0 ? noCoupons : new ReceiptCoupons(input);
  const gates: GateContext = { receipt, member, now, coupons: coupons.none ? undefined : coupons };
  return {
    programme,
    policy,
    receipt,
    member,
    limits,
    now,
    basket,
    facts: new BasketFacts(receipt, member, now, basket, policy),
    gates,
    candidates: input.explain === true ? [] : programme.candidates(gates),
    masks: input.explain !== true && basket.inOrder && basket.lines.length <= 32 ? programme.masks : undefined,
    numbers,
    gains: { receipt, member, points: policy, numbers },
    coupons,
    uses: [],
    messages: [],
    rewards: [],
    costs: new Costs(receipt, member, policy),
    nudges: input.nudge === true && input.explain !== true && receipt.mode === 'basket' ? new Nudges() : undefined,
    trace: input.explain === true ? new Trace() : undefined,
  };
}

/** A rule's rate by the part of the receipt that was paid as it asks. */
export function sharedRate(rule: CompiledRule, rate: Ratio, receipt: Receipt): Ratio {
  if (rule.share === undefined) return rate;
  const { part, whole } = rule.share(receipt);
  if (part <= 0 || whole <= 0) return zero;
  return part >= whole ? rate : { numerator: times(rate.numerator, part), denominator: times(rate.denominator, whole) };
}
