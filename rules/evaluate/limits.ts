/**
 * How much a rule may still give. A limit's key is stable over versions of a programme, `programme/rule/by/unit/per`,
 * and is kept per calendar period of the store: `…/2026-11-22`, `…/2026-W47`, `…/2026-11`, `…/2026-Q4`, `…/2026`,
 * `…/total`. How much of it is used comes in with the receipt and goes out as LimitUse; a limit per receipt is kept
 * nowhere.
 *
 * The receipt that crosses a limit of amount or points gets the remainder, spread pro rata over its lines.
 */
import type { CompiledRule, Limit, LocalTime } from '../compile/compiled.ts';
import { limitUsedUp, noMember } from '../explain/reasons.ts';
import type { LimitUse } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import { periodName } from './period.ts';

/** A limit that leaves something, and how much. */
export interface Remainder {
  readonly limit: Limit;
  readonly left: number;
}

export interface Allowance {
  /** Why the rule may not give anything. */
  readonly refusal: { readonly outcome: 'limited' | 'unmet'; readonly reason: string } | undefined;
  /** The tightest limit of minor units. */
  readonly amount: Remainder | undefined;
  /** The tightest limit of points. */
  readonly points: Remainder | undefined;
}

interface LimitContext {
  readonly now: LocalTime;
  readonly member: MemberState | undefined;
  readonly limits: Readonly<Record<string, number>>;
}

export const unlimited: Allowance = { refusal: undefined, amount: undefined, points: undefined };

export function allowanceOf(rule: CompiledRule, context: LimitContext): Allowance {
  if (rule.limits.length === 0) return unlimited;
  let amount: Remainder | undefined;
  let points: Remainder | undefined;
  for (const limit of rule.limits) {
    if (limit.by === 'member' && limit.per !== 'receipt' && context.member === undefined) {
      return refused('unmet', noMember);
    }
    const left = limit.cap - usedOf(limit, context);
    if (left <= 0) return refused('limited', limitUsedUp(limit));
    if (limit.unit === 'amount' && left < (amount?.left ?? Number.POSITIVE_INFINITY)) amount = { limit, left };
    if (limit.unit === 'points' && left < (points?.left ?? Number.POSITIVE_INFINITY)) points = { limit, left };
  }
  return { refusal: undefined, amount, points };
}

function refused(outcome: 'limited' | 'unmet', reason: string): Allowance {
  return { refusal: { outcome, reason }, amount: undefined, points: undefined };
}

/** What a rule that gave so much uses of its limits goes to the uses of the receipt. */
export function useLimits(
  rule: CompiledRule,
  amount: number,
  points: number,
  context: LimitContext & { readonly uses: LimitUse[] },
): void {
  for (const limit of rule.limits) {
    const used = limit.unit === 'times' ? 1 : limit.unit === 'amount' ? amount : points;
    if (limit.per === 'receipt' || used <= 0) continue;
    const { by: scope, unit, cap } = limit;
    context.uses.push({ key: keyOf(limit, context.now), scope, rule: rule.code, unit, used, cap });
  }
}

function usedOf(limit: Limit, context: LimitContext): number {
  return limit.per === 'receipt' ? 0 : (context.limits[keyOf(limit, context.now)] ?? 0);
}

/** What a limit was called last: the receipts of a day have the same keys, and a key put together anew must be hashed anew. */
const namesOfDay = new WeakMap<Limit, { readonly date: string; readonly key: string }>();

function keyOf(limit: Limit, now: LocalTime): string {
  const { date } = now;
  const known = namesOfDay.get(limit);
  if (known?.date === date) return known.key;
  const key = `${limit.key}/${periodName(limit.per, now)}`;
  namesOfDay.set(limit, { date, key });
  return key;
}
