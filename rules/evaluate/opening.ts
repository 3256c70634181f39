/**
 * What every rule's bid opens with, whatever the type of its group: may it still give anything, which lines or units has
 * it to work with, and what are those worth to it. Where the answer is no, the trace says why.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { nothingOf, nothingToTakeOff } from '../explain/reasons.ts';
import type { Gain, GainContext, GainMechanic, Mechanic } from '../mechanics/mechanic.ts';
import type { BasketLine } from './basket.ts';
import { type Calculation, mechanicOf } from './calculation.ts';
import { type Allowance, allowanceOf } from './limits.ts';
import { whyNoneOpen } from './none-open.ts';
import type { Nudges } from './nudges.ts';
import { selectPortions, type WorkPortion, withMore } from './portions.ts';

/** Whose turn it is: a group's, at its place in the programme. */
export interface Turn {
  readonly calculation: Calculation;
  readonly group: CompiledGroup;
  readonly ordinal: number;
}

interface Opening {
  readonly allowance: Allowance;
  readonly portions: readonly WorkPortion[];
}

export interface GainOpening extends Opening {
  readonly mechanic: GainMechanic;
  readonly gain: Gain;
}

type OpenLines = ReadonlySet<BasketLine> | undefined;

/** `open`: lines that no other rule of the group has won; undefined: all. */
export function openBid(turn: Turn, rule: CompiledRule, mechanic: Mechanic, open: OpenLines): Opening | undefined {
  const { calculation, group, ordinal } = turn;
  const { trace, basket, member, policy } = calculation;
  const allowance = allowanceOf(rule, calculation);
  const { refusal } = allowance;
  if (refusal !== undefined && !staysShut(group, refusal.outcome)) {
    return void trace?.note(rule, refusal.outcome, refusal.reason);
  }
  const unpaid = calculation.costs.refusal(rule, group.type);
  if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
  const portions = selectPortions({ group, ordinal, rule, mechanic, basket, member, policy, open });
  if (portions.length === 0) {
    if (trace === undefined) return undefined;
    const { outcome, reason, by } = whyNoneOpen(turn, rule, mechanic);
    return void trace.note(rule, outcome, reason, by);
  }
  return { allowance, portions };
}

export function openGain(turn: Turn, rule: CompiledRule, open: OpenLines): GainOpening | undefined {
  const mechanic = mechanicOf(rule);
  if (mechanic.does !== 'gain') throw new Error(`rule ${rule.code}: ${rule.mechanic} gives nothing of its own`);
  const opening = openBid(turn, rule, mechanic, open);
  if (opening === undefined) return undefined;
  const { allowance, portions } = opening;
  const { gains, nudges } = turn.calculation;
  const gain = mechanic.gain(rule.params, portions, gains);
  // Where other rules have lines of it already, or it takes so many units and no more, the next step is not its own.
  if (mechanic.nudge !== undefined && open === undefined && rule.take === undefined && nudges !== undefined) {
    noteStep(nudges, rule, mechanic, portions, gains);
  }
  if (gain !== undefined) return { allowance, portions, mechanic, gain };
  return void turn.calculation.trace?.note(rule, 'unmet', shortfallOf(turn, rule, mechanic, portions));
}

/** Why a rule with lines to work with gives nothing on them. */
export function shortfallOf(
  { calculation, group }: Turn,
  rule: CompiledRule,
  mechanic: GainMechanic,
  portions: readonly WorkPortion[],
): string {
  const missing = mechanic.shortfall?.(rule.params, portions, calculation.gains);
  if (missing !== undefined) return missing;
  return group.type === 'price'
    ? nothingToTakeOff(portions.reduce((sum, { line }) => sum + line.current, 0))
    : nothingOf(portions.reduce((sum, { base }) => sum + base, 0));
}

/** In a stack every redemption rule's cap holds, so one whose limit is used up keeps points off its lines altogether. */
function staysShut(group: CompiledGroup, outcome: 'limited' | 'unmet'): boolean {
  return outcome === 'limited' && group.type === 'redemption' && group.mode === 'stack';
}

function noteStep(
  nudges: Nudges,
  rule: CompiledRule,
  mechanic: GainMechanic,
  portions: readonly WorkPortion[],
  gains: GainContext,
): void {
  const step = mechanic.nudge?.(rule.params, portions, gains);
  if (step === undefined) return;
  const { gain, grown } = step;
  const then =
    grown === undefined
      ? portions
      : portions.map((portion, place) => (place === grown.portion ? withMore(portion, grown) : portion));
  nudges.step(rule, step, then, grown === undefined ? gain : mechanic.gain(rule.params, then, gains));
}
