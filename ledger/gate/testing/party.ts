import type { PartySnapshot, PartyState } from '../../parties/party.ts';

/** A party with so many points, of which some are held, and a member. */
export function partyOf(party: number, version: number, points = 100, held = 0): PartySnapshot {
  const state: PartyState = {
    purses: { bonus: { posted: points, held, pending: 7 } },
    debt: 0,
    lots: [{ id: 1, purse: 'bonus', remaining: points, held, expiresAt: 1_795_300_000_000 }],
    facts: {
      purchases: version,
      lastPurchaseAt: 1_763_800_000_000,
      limits: { 'main/welcome/member/times/day': 1, 'main/приветствие': 1 },
    },
  };
  return {
    party,
    version,
    seq: 3 * version,
    state,
    text: JSON.stringify(state),
    members: [
      {
        id: '0199e3f0-0000-7000-8000-000000000001',
        birthDate: '1990-05-17',
        attributes: { size: 'XL', employee: false, weight: 71.5 },
        favourites: { category: ['дом'] },
        registeredAt: '2024-01-01T00:00:00Z',
        cards: ['standard'],
      },
    ],
  };
}

export const silent = { info() {}, warn() {}, error() {} };

/** For a gate of a test in which Redis is well: a machine that stands still for a moment is not Redis being away. */
export const patienceMs = 10_000;
