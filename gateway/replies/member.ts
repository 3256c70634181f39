/** The words of a member: whole, or as a cashier may see it. */
import type { Member } from '../../ledger/members/member.ts';
import type { OpenParty } from '../../ledger/parties/open-party.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { WireMember } from '../contract/member.ts';
import { wireValue } from './reward.ts';

const never = Number.POSITIVE_INFINITY;

/** `open` is settled to now. */
export function memberReply(member: Member, open: OpenParty, programs: WireMember['programs']): WireMember {
  const { party: _, cards, attributes, favourites, ...person } = member;
  return {
    ...person,
    attributes: wireAttributes({ ...attributes, ...open.facts.attributes }),
    badges: [...(open.facts.badges ?? [])],
    favourites: favourites as WireMember['favourites'],
    cards: cards.map((card) => ({ ...card })),
    ...onlyTier(programs),
    programs,
    points: pointsOf(open),
  };
}

function wireAttributes(attributes: Attributes): WireMember['attributes'] {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, wireValue(value)]));
}

function onlyTier(programs: WireMember['programs']): Pick<WireMember, 'tier'> {
  const [tier, ...others] = programs.flatMap((standing) => standing.tier ?? []);
  return tier === undefined || others.length > 0 ? {} : { tier: tier.code };
}

function pointsOf(open: OpenParty): WireMember['points'] {
  const { purses, lots, debt } = open.state();
  const byPurse = Object.entries(purses).map(([purse, { posted, pending, held, stamps }]) => ({
    purse,
    balance: posted - held,
    pending,
    held,
    ...(stamps === true && { stamps }),
  }));
  const points = byPurse.filter(({ stamps }) => stamps !== true);
  const sum = (of: 'balance' | 'pending' | 'held') => points.reduce((total, purse) => total + purse[of], 0);
  const soonestFirst = lots.toSorted((a, b) => {
    const [first, second] = [a.expiresAt ?? never, b.expiresAt ?? never];
    return first === second ? a.id - b.id : first < second ? -1 : 1;
  });
  return {
    balance: sum('balance'),
    pending: sum('pending'),
    held: sum('held'),
    debt,
    purses: byPurse,
    lots: soonestFirst.map(({ remaining, held, purse, activeAt, expiresAt, melt }) => ({
      points: remaining,
      ...(held > 0 && { held }),
      purse,
      ...(activeAt !== undefined && { activeAt: new Date(activeAt).toISOString() }),
      ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
      ...(melt !== undefined && {
        melt: { every: melt.every, percent: melt.percent, next: new Date(melt.at).toISOString() },
      }),
    })),
  };
}

/** Enough for a cashier to ask "Mrs. A. P., ending in 4567?", and for nothing else. */
export function masked({ birthDate: _, ...member }: WireMember): WireMember {
  return {
    ...member,
    programs: member.programs.map(({ counters: __, ...standing }) => standing),
    ...(member.phone !== undefined && { phone: maskedPhone(member.phone) }),
    ...(member.email !== undefined && { email: maskedEmail(member.email) }),
    ...(member.name !== undefined && { name: initials(member.name) }),
  };
}

function maskedPhone(phone: string): string {
  // Of a short number four digits are nearly all of it.
  return `${phone.slice(0, 2)}***${phone.slice(phone.length > 9 ? -4 : -2)}`;
}

function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0]}***${email.slice(at)}`;
}

function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  return words.map((word) => `${([...word][0] as string).toLocaleUpperCase()}.`).join(' ');
}
