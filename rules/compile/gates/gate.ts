import type { GateContext } from '../compiled.ts';

/** One thing a rule asks of the moment, the place or the member. */
export interface Gate {
  pass(context: GateContext): boolean;
  /** Why it does not pass, with the receipt's own values. */
  explain(context: GateContext): string;
}
