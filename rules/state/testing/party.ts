/** A party of a programme for tests: receipts are evaluated and remembered as they are committed, and asked about at any moment. */
import type { CompiledProgramme } from '../../compile/compiled.ts';
import { evaluate } from '../../evaluate/evaluate.ts';
import { inputOf, type LineParts, receiptOf } from '../../evaluate/testing/evaluation.ts';
import type { Counts } from '../../model/evaluation.ts';
import type { PartyFacts, Recalled } from '../../model/member-state.ts';
import { advance } from '../advance.ts';
import { recall } from '../recall.ts';
import { cancel } from '../reverse.ts';

export const timezone = 'Europe/Moscow';

/** Noon in Moscow where only a day is given. */
export function momentOf(at: string): number {
  return Date.parse(at.includes('T') ? at : `${at}T12:00:00+03:00`);
}

export interface Bought {
  readonly businessTime: number;
  readonly counts: Counts;
  readonly before: PartyFacts;
}

export class PartyInTest {
  facts: PartyFacts = { purchases: 0, limits: {} };
  readonly programme: CompiledProgramme;

  constructor(programme: CompiledProgramme) {
    this.programme = programme;
  }

  recall(at: string): Recalled {
    return recall(this.facts, {}, { at: momentOf(at), timezone, policy: this.programme.facts });
  }

  /** Lines, or what one unit of A costs. */
  buy(at: string, lines: number | readonly LineParts[]): Bought {
    const businessTime = momentOf(at);
    const parts = typeof lines === 'number' ? [{ price: lines }] : lines;
    const before = this.facts;
    const receipt = receiptOf(parts, { businessTime });
    const evaluation = evaluate(this.programme, inputOf(receipt, { member: this.recall(at), limits: before.limits }));
    this.facts = advance(before, { businessTime, timezone, evaluation, policy: this.programme.facts });
    return { businessTime, counts: evaluation.counts, before };
  }

  cancel({ businessTime, counts, before }: Bought): void {
    this.facts = cancel(this.facts, { businessTime, before, limits: {}, counts, at: businessTime, timezone });
  }
}
