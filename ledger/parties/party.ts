/**
 * A party as its row keeps it. Points are integers of the programme's point unit; times are epoch milliseconds of
 * business time.
 *
 * Purses are sums of lots (I4): posted = Σ remaining of active lots, pending = Σ remaining of those that are not active
 * yet, held = Σ held. They are kept beside the lots so that a reader of the database, and a test, can hold one against
 * the other.
 */
import type { Melt } from '../../rules/model/evaluation.ts';
import type { PartyFacts } from '../../rules/model/member-state.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { LotMelt } from './melting.ts';

export interface Purse {
  readonly posted: number;
  readonly held: number;
  readonly pending: number;
  /** Its units are stamps: no money, and part of no balance but its own. */
  readonly stamps?: true;
}

/** Points that one receipt gave on one set of terms, what is left of them. A lot with nothing left leaves the row; its transfers stay. */
export interface Lot {
  /** The number (seq) of the transfer that made it; unique in the party. Others of the same receipt may have added to it. */
  readonly id: number;
  readonly purse: string;
  readonly remaining: number;
  /** Of the remaining, pinned by holds: neither spent, nor expired, nor taken back before the hold resolves. */
  readonly held: number;
  /** Present only while the lot is pending. */
  readonly activeAt?: number;
  readonly expiresAt?: number;
  readonly melt?: LotMelt;
}

/** What a rule gives: points, or stamps. */
export interface Gift {
  readonly purse: string;
  readonly points: number;
  /** Absent where a person gives them, who says why in a `note`. */
  readonly rule?: string;
  readonly note?: string;
  readonly activeAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly melt?: Melt | undefined;
  readonly stamps?: true;
}

export interface PartyState {
  readonly purses: Readonly<Record<string, Purse>>;
  /** Points that were taken back after they had been spent; repaid first by what is earned later. */
  readonly debt: number;
  readonly lots: readonly Lot[];
  readonly facts: PartyFacts;
}

export const newParty: PartyState = { purses: {}, debt: 0, lots: [], facts: { purchases: 0, limits: {} } };

/** What rules may know of a member; no name, no phone. */
export interface MemberRecord {
  readonly id: string;
  readonly birthDate?: string;
  readonly attributes: Attributes;
  readonly favourites: {
    readonly sku?: readonly string[];
    readonly category?: readonly string[];
    readonly brand?: readonly string[];
  };
  /** RFC 3339. */
  readonly registeredAt: string;
  /** Types of the cards that are active. */
  readonly cards: readonly string[];
}

/** A party with its members as they stood at one version; what Redis caches. */
export interface PartySnapshot {
  readonly party: number;
  readonly version: number;
  /** The number of its last transfer. */
  readonly seq: number;
  readonly state: PartyState;
  /** The state as its row has it, to the byte. */
  readonly text: string;
  readonly members: readonly MemberRecord[];
}
