/**
 * Why a rule has no line or unit to work with: none is what it asks for, none of those may be touched at all, or
 * others were there before it. Asked only to explain.
 *
 *   nothing matches                                  → unmet
 *   what matches is not discountable, or paid for    → unmet
 *   an exclusive rule of an earlier group had it     → displaced, by that rule where there is one that can have
 *   units that another rule of the group consumed    → displaced, by that rule
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { closedBy, consumedBy, noLineMatches, notForThisType, nothingLeft } from '../explain/reasons.ts';
import type { TraceEntry } from '../model/evaluation.ts';
import { type BasketLine, worthOf } from './basket.ts';
import type { Turn } from './opening.ts';
import { isEligible } from './portions.ts';

type Told = Pick<TraceEntry, 'outcome' | 'reason' | 'by'>;

export function whyNoneOpen({ calculation, group, ordinal }: Turn, rule: CompiledRule): Told {
  const { basket, member, policy, programme } = calculation;
  const matching = basket.lines.filter(({ source }) => rule.items === undefined || rule.items.matches(source, member));
  if (matching.length === 0) return unmet(noLineMatches);
  const eligible = matching.filter((line) => isEligible(line, group.type, policy));
  if (eligible.length === 0) return unmet(notForThisType(group.type));
  const { implementation } = rule;
  const base = implementation.does === 'gain' && implementation.reckons === 'current' ? 'current' : group.base;
  const costing = eligible.filter((line) => worthOf(line, base) > 0);
  if (costing.length === 0) return unmet(nothingLeft);
  const closed = costing.find((line) => line.closedBy < ordinal);
  const consumed = costing.find((line) => line.closedBy >= ordinal);
  if (consumed !== undefined) {
    const by = consumerOf(consumed, group);
    return { outcome: 'displaced', ...(by === undefined ? {} : { by }), reason: consumedBy(by) };
  }
  const earlier = closed === undefined ? undefined : programme.groups[closed.closedBy];
  if (closed === undefined || earlier === undefined) return unmet(noLineMatches);
  const by = closerOf(closed, earlier, member);
  return { outcome: 'displaced', ...(by === undefined ? {} : { by }), reason: closedBy(by, earlier.code) };
}

function unmet(reason: string): Told {
  return { outcome: 'unmet', reason };
}

/** Who took units of the line in this group, and with them those it took nothing from. */
function consumerOf(line: BasketLine, group: CompiledGroup): string | undefined {
  const takers = line.adjustments.filter((adjustment) => adjustment.group === group.code).map(({ rule }) => rule);
  const dealers = group.rules.filter(({ implementation }) => implementation.does === 'gain' && implementation.units);
  const found = dealers.filter((rule) => takers.includes(rule.code));
  if (found.length > 0) return found[0]?.code;
  return dealers.length === 1 ? dealers[0]?.code : undefined;
}

/** The exclusive rule of an earlier group that had the line, unless several might have been it. */
function closerOf(
  line: BasketLine,
  group: CompiledGroup,
  member: Parameters<NonNullable<CompiledRule['items']>['matches']>[1],
): string | undefined {
  const exclusive = group.rules.filter((rule) => rule.exclusive);
  const taken = exclusive.filter(({ code }) => line.adjustments.some(({ rule }) => rule === code));
  const possible =
    taken.length > 0 ? taken : exclusive.filter(({ items }) => items?.matches(line.source, member) ?? true);
  return possible.length === 1 || taken.length > 0 ? possible[0]?.code : undefined;
}
