/** What the markets of all types of groups have in common: a group, at its turn, among the lines of a receipt. */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { admits } from './admit.ts';
import type { BasketLine } from './basket.ts';
import type { Bid, LineMarks } from './bid.ts';
import type { Calculation } from './calculation.ts';
import type { Ratio } from './exact.ts';
import { allowanceOf } from './limits.ts';
import type { Nudging } from './nudge.ts';
import type { Near, Nudges } from './nudges.ts';
import type { GainOpening, Turn } from './opening.ts';

export abstract class GroupMarket implements Turn {
  readonly calculation: Calculation;
  readonly group: CompiledGroup;
  readonly ordinal: number;

  constructor(calculation: Calculation, group: CompiledGroup, ordinal: number) {
    this.calculation = calculation;
    this.group = group;
    this.ordinal = ordinal;
  }

  get lines(): readonly BasketLine[] {
    return this.calculation.basket.lines;
  }

  admits(rule: CompiledRule): boolean {
    return admits(rule, this.group, this.calculation);
  }
}

/** One whose rules give what is worth something to whoever is told what a little more would bring. */
export abstract class NudgingMarket<B extends Bid> extends GroupMarket implements Nudging<B> {
  abstract bid(rule: CompiledRule, open?: LineMarks): B | undefined;
  /** The bid of a rule that has been found to give something. */
  abstract bidOf(rule: CompiledRule, opening: GainOpening): B | undefined;
  abstract found(near: Near, more: Ratio, already: boolean): void;

  get nudging(): Nudging<B> | undefined {
    return this.calculation.nudges === undefined ? undefined : this;
  }

  /** A market is asked to nudge only where somebody is to be told. */
  get nudges(): Nudges {
    const { nudges } = this.calculation;
    if (nudges === undefined) throw new Error('nobody is to be told what a little more would bring');
    return nudges;
  }

  /** The rule is asked again, under its limits, on no line of another. */
  bidThen({ rule, step }: Near, open?: LineMarks): B | undefined {
    if (step === undefined) {
      const bid = this.bid(rule, open);
      // Its mechanic has been asked for a next step once more.
      this.calculation.nudges?.take(rule);
      return bid;
    }
    const { gain, portions } = step;
    const allowance = allowanceOf(rule, this.calculation);
    if (gain === undefined || allowance.refusal !== undefined) return undefined;
    const bid = this.bidOf(rule, { allowance, portions, gain });
    const isOpen = open === undefined || bid?.lines.every((line) => open[line.index] === true) !== false;
    return isOpen ? bid : undefined;
  }
}
