/**
 * Who and where, kept in the process: tills with their stores, and members by card, phone or id. A row is forgotten
 * when the outbox says that it changed, and after a while in any case.
 */
import type { OutboxEvent } from '../../ledger/outbox/append.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { MemberReference } from '../contract/common.ts';

/** A store as receipts need it; `programme` is the code of the programme it prices under. */
export interface StorePlace {
  readonly code: string;
  readonly region?: string;
  readonly timezone: string;
  readonly attributes: Attributes;
  readonly programme: string;
}

export interface Place {
  readonly till: string;
  readonly store: StorePlace;
}

export interface ResolvedMember {
  /** The member's id. */
  readonly member: string;
  readonly party: number;
  /** Where it was named by a card. */
  readonly card?: { readonly number: string; readonly type: string; readonly state: 'active' | 'blocked' | 'replaced' };
}

export interface Directory {
  /** Undefined: there is no such till. */
  till(code: string): Promise<Place | undefined>;
  /** Refuses member_not_found, card_not_found and, unless `blockedToo`, card_blocked. */
  resolveMember(reference: MemberReference, options?: { readonly blockedToo?: boolean }): Promise<ResolvedMember>;
  /** Forgets what an event of the outbox says has changed. */
  apply(event: OutboxEvent): void;
  /** Forgets everything: when events may have been missed. */
  clear(): void;
}
