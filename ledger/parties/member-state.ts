import type { MemberReferences, MemberState, Recalled } from '../../rules/model/member-state.ts';
import { OpenParty } from './open-party.ts';
import type { MemberRecord, PartySnapshot, PartyState } from './party.ts';

/**
 * The party's points as they will be at `at`, when activations and expiries due by then are settled. Good to reckon
 * with, not to be written: its transfers have no numbers of their own.
 */
export function settledAt(party: { party: number; version: number; state: PartyState }, at: number): OpenParty {
  const seq = party.state.lots.reduce((last, lot) => Math.max(last, lot.id), 0);
  const open = new OpenParty({ id: party.party, version: party.version, seq, state: party.state });
  open.settle(at);
  return open;
}

/** What a receipt's holds promised it, by purse. */
export function promisedBy(holds: readonly { pins: readonly { purse: string; points: number }[] }[]) {
  const promised = new Map<string, number>();
  for (const { pins } of holds) {
    for (const { purse, points } of pins) promised.set(purse, (promised.get(purse) ?? 0) + points);
  }
  return promised;
}

/**
 * What rules are told of a member: `open` is settled, and holds that this receipt posts are unpinned. `promised` points
 * count as there although a hold has lost them: the customer has paid with them (paid is paid), what is missing is owed.
 */
export function memberStateOf(
  member: MemberRecord,
  open: OpenParty,
  recalled: Recalled,
  references: MemberReferences = {},
  promised: ReadonlyMap<string, number> = new Map(),
): MemberState {
  const { purchases, lastPurchaseAt } = open.facts;
  const referrer = open.facts.referrers?.[member.id];
  const balances: Record<string, number> = {};
  for (const purse of new Set([...Object.keys(open.state().purses), ...promised.keys()])) {
    balances[purse] = Math.max(open.available(purse), promised.get(purse) ?? 0);
  }
  return {
    cards: member.cards,
    ...recalled,
    ...references,
    ...(referrer !== undefined && { referrer }),
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
