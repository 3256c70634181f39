/** Which rules of a group are in question for a receipt, and whether a rule's condition holds as its turn comes. */
import type { CompiledGroup, CompiledRule, GateContext, Nearness } from '../compile/compiled.ts';
import { groupUnmet } from '../explain/reasons.ts';
import type { Calculation } from './calculation.ts';

const noRules: readonly CompiledRule[] = [];

/** Those whose gates let them in, highest priority first. With a trace the index is not asked: every rule gets a word. */
export function contendersOf(group: CompiledGroup, ordinal: number, calculation: Calculation): readonly CompiledRule[] {
  const { trace, gates, facts, candidates } = calculation;
  if (trace === undefined && candidates[ordinal]?.length === 0) return noRules;
  facts.base = group.base;
  if (group.when !== undefined && !group.when.test(facts)) {
    if (trace === undefined) return noRules;
    const reason = groupUnmet(group.code, group.when.explain(facts));
    for (const rule of group.rules) trace.note(rule, 'unmet', reason);
    return [];
  }
  if (trace === undefined) return passing(candidates[ordinal] ?? noRules, gates);
  return group.rules.filter((rule) => {
    const reason = rule.gates.explain(gates);
    if (reason !== undefined) trace.note(rule, 'unmet', reason);
    return reason === undefined;
  });
}

function passing(rules: readonly CompiledRule[], gates: GateContext): readonly CompiledRule[] {
  for (let place = 0; place < rules.length; place++) {
    // Mostly all that the index has found pass.
    if (rules[place]?.gates.pass(gates) !== true) return rules.filter((rule) => rule.gates.pass(gates));
  }
  return rules;
}

/** Asks the rule's condition and, if it holds, its numbers: both as the group found the receipt, or as its turn comes. */
export function admits(rule: CompiledRule, group: CompiledGroup, calculation: Calculation): boolean {
  if (rule.when === undefined && rule.asks.length === 0) return true;
  const { facts, trace, numbers } = calculation;
  facts.base = group.base;
  if (rule.when?.test(facts) === false) {
    trace?.note(rule, 'unmet', rule.when.explain(facts));
    if (rule.when.nearly !== undefined) noteNear(rule, rule.when.nearly(facts), calculation);
    return false;
  }
  for (const asked of rule.asks) numbers.set(asked, asked.run(facts));
  return true;
}

/** Its numbers are asked as if its condition held: what it would give is yet to be reckoned. */
function noteNear(rule: CompiledRule, near: Nearness | undefined, { facts, nudges, numbers }: Calculation): void {
  if (near === undefined || nudges === undefined) return;
  for (const asked of rule.asks) numbers.set(asked, asked.run(facts));
  nudges.unmet(rule, near, rule.implementation.offer?.(rule.params) ?? { kind: 'gain' });
}
