/**
 * What every rule's bid opens with, whatever the type of its group: may it still give anything, which lines or units has
 * it to work with, and what are those worth to it. Where the answer is no, the trace says why.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { nothingOf, nothingToTakeOff } from '../explain/reasons.ts';
import type { Gain, GainContext, GainMechanic } from '../mechanics/mechanic.ts';
import type { LineMarks } from './bid.ts';
import type { Calculation } from './calculation.ts';
import { type Allowance, allowanceOf, unlimited } from './limits.ts';
import { whyNoneOpen } from './none-open.ts';
import type { Nudges } from './nudges.ts';
import { selectPortions, type WorkPortion, withMore } from './portions.ts';

/** Whose turn it is: a group's, at its place in the programme. */
export interface Turn {
  readonly calculation: Calculation;
  readonly group: CompiledGroup;
  readonly ordinal: number;
}

export interface GainOpening {
  readonly allowance: Allowance;
  readonly portions: readonly WorkPortion[];
  readonly gain: Gain;
}

/** What its limits leave a rule, where it may give anything. */
export function allowanceFor({ calculation, group }: Turn, rule: CompiledRule): Allowance | undefined {
  if (rule.limits.length === 0 && rule.cost === undefined) return unlimited;
  const { trace } = calculation;
  const allowance = allowanceOf(rule, calculation);
  const { refusal } = allowance;
  if (refusal !== undefined && !staysShut(group, refusal.outcome)) {
    return void trace?.note(rule, refusal.outcome, refusal.reason);
  }
  const unpaid = calculation.costs.refusal(rule, group.type);
  if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
  return allowance;
}

/** The lines or units a rule has, where there are any. `open`: lines that no other rule of the group has won; undefined: all. */
export function portionsFor(
  turn: Turn,
  rule: CompiledRule,
  open: LineMarks | undefined,
): readonly WorkPortion[] | undefined {
  const portions = selectPortions(turn, rule, open);
  if (portions.length > 0) return portions;
  const { trace } = turn.calculation;
  if (trace === undefined) return undefined;
  const { outcome, reason, by } = whyNoneOpen(turn, rule);
  return void trace.note(rule, outcome, reason, by);
}

export function openGain(turn: Turn, rule: CompiledRule, open: LineMarks | undefined): GainOpening | undefined {
  const mechanic = gainMechanicOf(rule);
  const allowance = allowanceFor(turn, rule);
  if (allowance === undefined) return undefined;
  const portions = portionsFor(turn, rule, open);
  if (portions === undefined) return undefined;
  const { gains, nudges, trace } = turn.calculation;
  const gain = mechanic.gain(rule.params, portions, gains);
  // Where other rules have lines of it already, or it takes so many units and no more, the next step is not its own.
  if (nudges !== undefined && mechanic.nudge !== undefined && open === undefined && rule.take === undefined) {
    noteStep(nudges, rule, mechanic, portions, gains);
  }
  if (gain !== undefined) return { allowance, portions, gain };
  return void trace?.note(rule, 'unmet', shortfallOf(turn, rule, portions));
}

export function gainMechanicOf({ code, implementation, mechanic }: CompiledRule): GainMechanic {
  if (implementation.does !== 'gain') throw new Error(`rule ${code}: ${mechanic} gives nothing of its own`);
  return implementation;
}

/** Why a rule with lines to work with gives nothing on them. */
export function shortfallOf(
  { calculation, group }: Turn,
  rule: CompiledRule,
  portions: readonly WorkPortion[],
): string {
  const missing = gainMechanicOf(rule).shortfall?.(rule.params, portions, calculation.gains);
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
