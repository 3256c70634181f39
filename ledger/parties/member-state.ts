import type { MemberState } from '../../rules/model/member-state.ts';
import { OpenParty } from './open-party.ts';
import type { MemberRecord, PartySnapshot, PartyState } from './party.ts';

/** The party's points as they will be at `at`, when activations and expiries due by then are settled. */
export function settledAt(party: { party: number; version: number; state: PartyState }, at: number): OpenParty {
  const open = new OpenParty({ id: party.party, version: party.version, seq: 0, state: party.state });
  open.settle(at);
  return open;
}

/** What rules are told of a member: `open` is settled, and holds that this receipt posts are unpinned. */
export function memberStateOf(member: MemberRecord, open: OpenParty): MemberState {
  const { purchases, lastPurchaseAt } = open.facts;
  const balances: Record<string, number> = {};
  for (const purse of Object.keys(open.state().purses)) balances[purse] = open.available(purse);
  return {
    cards: member.cards,
    attributes: member.attributes,
    favourites: member.favourites,
    registeredAt: member.registeredAt,
    ...(member.birthDate !== undefined && { birthDate: member.birthDate }),
    purchases,
    ...(lastPurchaseAt !== undefined && { lastPurchaseAt: new Date(lastPurchaseAt).toISOString() }),
    balances,
  };
}

export function memberOf(snapshot: PartySnapshot, id: string): MemberRecord {
  const member = snapshot.members.find((candidate) => candidate.id === id);
  if (member === undefined) throw new Error(`party ${snapshot.party} has no member ${id}`);
  return member;
}
