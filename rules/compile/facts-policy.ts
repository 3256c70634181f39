/** The sections `counters` and `tiers`, as a party's memory needs them. */
import type { CounterPolicy, FactsPolicy } from '../model/facts-policy.ts';
import { hashOf } from '../program/hash.ts';
import type { CounterDocument } from '../program/schema/counters.ts';
import type { ProgrammeDocument } from '../program/schema.ts';
import { readWindow, windowText } from '../state/counter-window.ts';
import { periodsAsked } from './counters-asked.ts';

/** Enough to tell the definitions of one counter from one another. */
const digestLength = 8;

export function compileFactsPolicy(document: ProgrammeDocument): FactsPolicy {
  const { program, counters = [], tiers } = document;
  if (counters.length === 0) return { counters: [] };
  const asked = periodsAsked(document);
  const policies = counters.map((counter) => policyOf(program.code, counter, asked.get(counter.code) ?? 0));
  const by = policies.find(({ code }) => code === tiers?.by);
  return {
    counters: policies,
    ...(tiers !== undefined && by !== undefined && { tiers: { programme: program.code, by, levels: tiers.levels } }),
  };
}

function policyOf(programme: string, { code, of, items, window }: CounterDocument, past: number): CounterPolicy {
  const kept = readWindow(window, past);
  if (kept === undefined) throw new Error(`the counter ${code} of a checked programme has no window`);
  const digest = hashOf({ programme, of, ...(items !== undefined && { items }) }).slice(0, digestLength);
  return { code, key: `${code}~${windowText(kept)}~${digest}`, of, past };
}
