/**
 * Who and where, kept in the process: tills with their stores, and members by card, phone or id. A row is forgotten
 * when the outbox says that it changed, and after a while in any case.
 */
import { coalesced } from '../../ledger/coalesce.ts';
import type { Queryable } from '../../ledger/database.ts';
import { type CardHolder, resolveCards, resolveId, resolvePhone } from '../../ledger/members/resolve.ts';
import { findPlace } from '../../ledger/network/tills.ts';
import type { OutboxEvent } from '../../ledger/outbox/append.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { MemberReference } from '../contract/common.ts';
import { refuse } from '../contract/errors.ts';
import { normalPhone } from './phone.ts';
import { ReadThrough } from './read-through.ts';

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
  till(code: string): Place | undefined | Promise<Place | undefined>;
  /** Refuses member_not_found, card_not_found and, unless `blockedToo`, card_blocked; never before it is waited for. */
  resolveMember(
    reference: MemberReference,
    options?: { readonly blockedToo?: boolean },
  ): ResolvedMember | Promise<ResolvedMember>;
  /** Forgets what an event of the outbox says has changed. */
  apply(event: OutboxEvent): void;
  /** Forgets everything: when events may have been missed. */
  clear(): void;
}

/** A change is announced; this is for the day when an announcement is lost. */
const ttlMs = 600_000;

export function createDirectory(database: Queryable): Directory {
  const places = new ReadThrough<Place>({ max: 20_000, ttlMs }, async (code) => {
    const found = await findPlace(database, code);
    if (found === undefined) return undefined;
    const { till, ...store } = found;
    return { till, store };
  });
  // Of a chain's members most have not been here lately: those who come at one moment are one question.
  const byNumbers = coalesced((numbers: readonly string[]) => resolveCards(database, numbers));
  const cards = new ReadThrough<CardHolder>({ max: 200_000, ttlMs }, async (number) =>
    (await byNumbers([number])).get(number),
  );
  const phones = new ReadThrough<ResolvedMember>({ max: 50_000, ttlMs }, (phone) => resolvePhone(database, phone));
  const ids = new ReadThrough<ResolvedMember>({ max: 50_000, ttlMs }, (id) => resolveId(database, id));

  const byCard = async (number: string, blockedToo: boolean): Promise<ResolvedMember> => {
    const holder = await cards.get(number);
    if (holder === undefined) refuse('card_not_found', 'No card has this number.', at('card', 'is no card’s number'));
    const { state } = holder.card;
    if (state !== 'active' && !blockedToo) refuse('card_blocked', `The card is ${state}.`, at('card', `is ${state}`));
    return holder;
  };
  const byPhone = async (text: string): Promise<ResolvedMember> => {
    const phone = normalPhone(text);
    const found = phone === undefined ? undefined : await phones.get(phone);
    return found ?? refuse('member_not_found', 'No member has this phone.', at('phone', 'is no member’s'));
  };
  const byId = async (id: string): Promise<ResolvedMember> =>
    (await ids.get(id.toLowerCase())) ??
    refuse('member_not_found', 'No member has this id.', at('id', 'is no member’s'));

  const resolve = async ({ card, phone, id }: MemberReference, blockedToo: boolean): Promise<ResolvedMember> => {
    if (card !== undefined) return byCard(card, blockedToo);
    if (phone !== undefined) return byPhone(phone);
    if (id !== undefined) return byId(id);
    return refuse('invalid_request', 'A member is named by one of card, phone and id.');
  };

  return {
    till: (code) => places.get(code),
    resolveMember(reference, { blockedToo = false } = {}) {
      const holder = reference.card === undefined ? undefined : cards.get(reference.card);
      // A card that was seen lately is good as it is: nobody waits for it.
      const known = holder !== undefined && !(holder instanceof Promise);
      if (known && (holder.card.state === 'active' || blockedToo)) return holder;
      return resolve(reference, blockedToo);
    },
    apply(event) {
      if (event.event === 'network') places.clear();
      if (event.event !== 'member') return;
      ids.forget(event.id);
      for (const number of event.cards) cards.forget(number);
      for (const phone of event.phones) phones.forget(phone);
    },
    clear() {
      for (const cache of [places, cards, phones, ids]) cache.clear();
    },
  };
}

function at(field: string, message: string): { errors: { path: string; message: string }[] } {
  return { errors: [{ path: `/member/${field}`, message }] };
}
