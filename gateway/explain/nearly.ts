/**
 * Of all rules that did not apply, those that came near, which is what a customer on the telephone asks about: displaced by
 * another, cut by a limit, a little more to buy, or at least half of the way to a number that they ask for.
 */
import type { Evaluation, TraceEntry } from '../../rules/model/evaluation.ts';

/** A number and what it should have been, at the end of a comparison or in front of what is counted. */
const counted = [/ (-?[\d.]+) <=? (-?[\d.]+)$/, /^([\d.]+) of ([\d.]+) (?:units|lines|spent)/];

export function nearlyApplied({ trace = [], nudges }: Evaluation): TraceEntry[] {
  const nudged = new Set(nudges.map(({ rule }) => rule));
  return trace.filter(({ rule, outcome, reason }) => {
    if (nudged.has(rule)) return false;
    return outcome === 'displaced' || outcome === 'limited' || (outcome === 'unmet' && isHalfWay(reason));
  });
}

function isHalfWay(reason: string): boolean {
  for (const pattern of counted) {
    const [, has, asked] = pattern.exec(reason) ?? [];
    if (has !== undefined && asked !== undefined && Number(has) > 0) return Number(has) * 2 >= Number(asked);
  }
  return false;
}
