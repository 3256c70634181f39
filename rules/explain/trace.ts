/** Collects why each rule did or did not fire, one entry a rule, in the order of the programme. */
import type { CompiledProgramme, CompiledRule } from '../compile/compiled.ts';
import type { TraceEntry } from '../model/evaluation.ts';
import { notOffered } from './reasons.ts';

export class Trace {
  readonly #entries = new Map<CompiledRule, TraceEntry>();

  /** What is said last of a rule stands. */
  note(rule: CompiledRule, outcome: TraceEntry['outcome'], reason: string, by?: string): void {
    this.#entries.set(rule, { rule: rule.code, outcome, ...(by === undefined ? {} : { by }), reason });
  }

  entries(programme: CompiledProgramme): TraceEntry[] {
    return programme.groups.flatMap((group) =>
      group.rules.map((rule) => this.#entries.get(rule) ?? { rule: rule.code, outcome: 'unmet', reason: notOffered }),
    );
  }
}
