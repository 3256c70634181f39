/**
 * Rules of another occasion than a purchase, and those that give to the referrer, are kept apart from the rest: each
 * `on` and each `to` has groups of its own, so that nothing a member may get is displaced by what somebody else would.
 * Without lines there is one winner an occasion, whatever the group's scope.
 */
import type { RuleDocument } from '../program/schema/rule.ts';
import type { GroupDocument, ProgrammeDocument } from '../program/schema.ts';
import type { CompiledGroup } from './compiled.ts';

type To = 'member' | 'referrer';

/** The name of the groups for an occasion (`receipt`, `registration`, `activity:survey` …) and who is given. */
export function apartName(on: string, to: To): string {
  return `${to} on ${on}`;
}

export function onOf({ on = 'receipt' }: Pick<RuleDocument, 'on'>): string {
  return on;
}

/** Every occasion that some rule of a document is for. */
export function occasionsOf({ groups = [] }: Pick<ProgrammeDocument, 'groups'>): ReadonlySet<string> {
  return new Set(groups.flatMap(({ rules = [] }) => rules.map(onOf)));
}

/** A group with those of its rules that a purchase runs for the member. */
export function forPurchases(group: GroupDocument): GroupDocument {
  return only(group, 'receipt', 'member');
}

/** @param groups in the order they run */
export function compileApart(
  groups: readonly GroupDocument[],
  compile: (group: GroupDocument) => CompiledGroup,
): ReadonlyMap<string, readonly CompiledGroup[]> {
  const apart = new Map<string, CompiledGroup[]>();
  for (const group of groups) {
    const seen = new Set<string>();
    for (const rule of group.rules ?? []) {
      const [on, to] = [onOf(rule), rule.to ?? 'member'];
      const name = apartName(on, to);
      if ((on === 'receipt' && to === 'member') || seen.has(name)) continue;
      seen.add(name);
      const compiled = compile(only(group, on, to));
      const found = apart.get(name) ?? [];
      apart.set(name, found);
      found.push(on === 'receipt' ? compiled : { ...compiled, scope: 'receipt' });
    }
  }
  return apart;
}

function only(group: GroupDocument, on: string, to: To): GroupDocument {
  const rules = (group.rules ?? []).filter((rule) => onOf(rule) === on && (rule.to ?? 'member') === to);
  return rules.length === group.rules?.length ? group : { ...group, rules };
}
