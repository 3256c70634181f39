/**
 * The coupons of one receipt.
 *
 *     sent ──unknown, expired, another member's, limit used up──▶ refused, with that reason
 *      │
 *      ├──a second code of its campaign──▶ refused: one code of a campaign is used on a receipt
 *      │
 *      └──usable──a rule of its campaign applied──▶ applied
 *             └───none did──▶ refused, with the rule's own reason
 *
 * A code that is applied is used once, however many rules of its campaign applied.
 */
import type { CompiledProgramme, CompiledRule, CouponsShown } from '../compile/compiled.ts';
import {
  couponLimitUsedUp,
  couponNeedsMember,
  couponOfSameCampaign,
  couponSentTwice,
  couponWithoutRule,
  noCouponOf,
  noRuleApplied,
  refusedCoupon,
  unknownCoupon,
} from '../explain/reasons.ts';
import { normalCoupon } from '../model/coupon-code.ts';
import type { CouponOutcome, EvaluationInput, LimitUse, PresentedCoupon, TraceEntry } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';

interface Judged extends PresentedCoupon {
  readonly refusal?: string;
}

type Brought = Pick<EvaluationInput, 'coupons' | 'member' | 'limits'> & {
  readonly receipt: Pick<EvaluationInput['receipt'], 'coupons'>;
};

export class ReceiptCoupons implements CouponsShown {
  readonly #judged: readonly Judged[];
  readonly #usable = new Map<string, PresentedCoupon>();
  /** The first rule that each was used for. */
  readonly #used = new Map<PresentedCoupon, string>();

  constructor({ receipt, coupons, member, limits }: Brought) {
    const seen = new Set<string>();
    this.#judged = receipt.coupons.map((code, index) => {
      const shown = (coupons === undefined ? statedCoupon(code, member) : coupons[index]) ?? { code };
      const refusal = this.#refusalOf(shown, seen, member, limits);
      seen.add(normalCoupon(code));
      if (refusal !== undefined) return { ...shown, refusal };
      if (shown.campaign !== undefined) this.#usable.set(shown.campaign, shown);
      return shown;
    });
  }

  /** It brought none. */
  get none(): boolean {
    return this.#judged.length === 0;
  }

  /** The code of a campaign that may be used. */
  usable(campaign: string): string | undefined {
    return this.#usable.get(campaign)?.code;
  }

  /** Why there is none. */
  missing(campaign: string): string {
    const refused = this.#judged.find((coupon) => coupon.campaign === campaign && coupon.refusal !== undefined);
    return refused?.refusal === undefined ? noCouponOf(campaign) : refusedCoupon(refused.code, refused.refusal);
  }

  /** The rule has applied: the code it was used for, where it asks for one. */
  use(rule: CompiledRule): string | undefined {
    const coupon = rule.coupon === undefined ? undefined : this.#usable.get(rule.coupon);
    if (coupon !== undefined && !this.#used.has(coupon)) this.#used.set(coupon, rule.code);
    return coupon?.code;
  }

  /** A code might have been used and was not: only a trace can say why. */
  get unused(): boolean {
    return this.#used.size < this.#usable.size;
  }

  /** What the codes used take of their limits. */
  limitUses(): LimitUse[] {
    return [...this.#used].flatMap(([{ limits = [] }, rule]) => limits.map((limit) => ({ ...limit, rule, used: 1 })));
  }

  /** @param trace of all rules; without it a code that no rule applied for is refused without saying which reason that had */
  outcomes(programme: CompiledProgramme, trace: readonly TraceEntry[] = []): CouponOutcome[] {
    return this.#judged.map((coupon) => {
      const { code, campaign, refusal } = coupon;
      if (refusal !== undefined) return { code, status: 'refused', reason: refusal };
      if (this.#used.has(coupon)) return { code, status: 'applied' };
      return { code, status: 'refused', reason: whyUnused(campaign, programme, trace) };
    });
  }

  #refusalOf(
    shown: PresentedCoupon,
    seen: ReadonlySet<string>,
    member: MemberState | undefined,
    limits: EvaluationInput['limits'],
  ): string | undefined {
    if (shown.refusal !== undefined) return shown.refusal;
    if (shown.campaign === undefined) return unknownCoupon;
    if (seen.has(normalCoupon(shown.code))) return couponSentTwice;
    for (const { key, scope, cap } of shown.limits ?? []) {
      if (scope === 'member' && member === undefined) return couponNeedsMember;
      if ((limits[key] ?? 0) >= cap) return couponLimitUsedUp(key, cap);
    }
    const first = this.#usable.get(shown.campaign);
    return first === undefined ? undefined : couponOfSameCampaign(first.code);
  }
}

/** Of the receipts that bring none, which are most: nothing is ever usable, so nothing is ever written to it. */
export const noCoupons = new ReceiptCoupons({ receipt: { coupons: [] }, limits: {} });

/** Of a member who is made up: the coupons that the state says it has. */
export function statedCoupon(code: string, member: MemberState | undefined): PresentedCoupon | undefined {
  const normal = normalCoupon(code);
  const own = member?.coupons?.find((coupon) => normalCoupon(coupon.code) === normal);
  return own === undefined ? undefined : { code, campaign: own.campaign };
}

/** Of several rules the one that came nearest speaks: displaced or limited rather than not met. */
function whyUnused(campaign: string | undefined, programme: CompiledProgramme, trace: readonly TraceEntry[]): string {
  const rules = new Set<string>();
  for (const group of programme.groups) {
    for (const rule of group.rules) if (rule.coupon === campaign) rules.add(rule.code);
  }
  if (rules.size === 0) return couponWithoutRule(campaign ?? '');
  const entries = trace.filter(({ rule }) => rules.has(rule));
  const nearest = entries.find(({ outcome }) => outcome !== 'unmet') ?? entries[0];
  return noRuleApplied(nearest);
}
