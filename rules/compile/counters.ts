/** The counters of a programme as an evaluation counts for them. */
import type { CounterPolicy } from '../model/facts-policy.ts';
import type { ProgrammeDocument } from '../program/schema.ts';
import type { Counter } from './compiled.ts';
import { compileSelector } from './selector.ts';

export function compileCounters(document: ProgrammeDocument, policies: readonly CounterPolicy[]): Counter[] {
  return policies.map(({ key, of }, index) => {
    const items = document.counters?.[index]?.items;
    return { key, of, items: items === undefined ? undefined : compileSelector(items, document.lists ?? {}) };
  });
}
