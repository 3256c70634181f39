/** Where a party stands in the programmes that are published: its tier and its counters at a moment, epoch ms. */
import type { PartyFacts } from '../../rules/model/member-state.ts';
import { recall } from '../../rules/state/recall.ts';
import type { WireMember } from '../contract/member.ts';
import type { ProgrammeVersion } from '../programmes.ts';

type Standing = WireMember['programs'][number];

export function standingsOf(
  facts: PartyFacts,
  programmes: readonly Pick<ProgrammeVersion, 'code' | 'timezone' | 'facts'>[],
  atMs: number,
): Standing[] {
  return programmes
    .filter((programme) => programme.facts.counters.length > 0)
    .map(({ code, timezone, facts: policy }): Standing => {
      const { tier, counters = {} } = recall(facts, {}, { at: atMs, timezone, policy });
      return {
        program: code,
        ...(tier !== undefined && { tier: { code: tier, ...termsOf(facts, code, tier, atMs) } }),
        counters: counters as NonNullable<Standing['counters']>,
      };
    })
    .sort((one, other) => (one.program < other.program ? -1 : 1));
}

function termsOf(facts: PartyFacts, programme: string, tier: string, atMs: number): { since?: string; until?: string } {
  const known = facts.tiers?.[programme];
  const kept = (known?.reached ?? []).filter(({ level, at, until }) => level === tier && at <= atMs && until > atMs);
  const until = Math.max(...kept.map((level) => level.until));
  return {
    ...(known?.code === tier && { since: new Date(known.since).toISOString() }),
    ...(kept.length > 0 && { until: new Date(until).toISOString() }),
  };
}
