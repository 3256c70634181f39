/** Collects why each rule did or did not fire, one entry a rule, in the order of the programme. */
import { apartName } from '../compile/apart.ts';
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
    const toReferrer = programme.apart.get(apartName('receipt', 'referrer')) ?? [];
    const groups = [...programme.groups, ...toReferrer.filter((group) => !programme.groups.includes(group))];
    return groups.flatMap((group) =>
      group.rules.map((rule) => this.#entries.get(rule) ?? { rule: rule.code, outcome: 'unmet', reason: notOffered }),
    );
  }
}
