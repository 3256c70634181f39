import type { RuleDocument } from './schema/rule.ts';

/** The mechanic of a rule and its parameters; the shape has seen to it that there is exactly one. */
export function actionOf(rule: RuleDocument): { mechanic: string; params: RuleDocument['do'][string] } {
  const [entry] = Object.entries(rule.do);
  if (entry === undefined) throw new Error(`the rule ${rule.code} of a checked programme does nothing`);
  const [mechanic, params] = entry;
  return { mechanic, params };
}
