/** The names a condition may begin with, and what each is made of (design §5). */
import type { Attributes, AttributeValue } from '../../model/receipt.ts';
import type { Facts } from '../compiled.ts';
import type { Field, ObjectType, TermType } from './term.ts';

/** A number that more goods raise. */
function growing<T>(unit: 'amount' | 'quantity', get: (object: T) => unknown): Field {
  return { ...field('number', get), grows: unit };
}

function field<T>(type: TermType, get: (object: T) => unknown, values?: readonly string[]): Field {
  return { type, get: get as (object: unknown) => unknown, ...(values === undefined ? {} : { values }) };
}

const receipt: ObjectType = {
  fields: {
    total: growing<Facts['receipt']>('amount', (receipt) => receipt.total),
    gross: growing<Facts['receipt']>('amount', (receipt) => receipt.gross),
    quantity: growing<Facts['receipt']>('quantity', (receipt) => receipt.quantity),
    lineCount: field<Facts['receipt']>('number', (receipt) => receipt.lineCount),
    channel: field<Facts['receipt']>('text', (receipt) => receipt.channel, [
      'pos',
      'web',
      'app',
      'call-centre',
      'kiosk',
    ]),
    attributes: field<Facts['receipt']>('attributes', (receipt) => receipt.attributes),
  },
};

const member: ObjectType = {
  fields: {
    known: field<Facts['member']>('bool', (member) => member.known),
    tier: field<Facts['member']>('text', (member) => member.tier),
    segments: field<Facts['member']>({ of: 'text' }, (member) => member.segments),
    cards: field<Facts['member']>({ of: 'text' }, (member) => member.cards),
    attributes: field<Facts['member']>('attributes', (member) => member.attributes),
    age: field<Facts['member']>('number', (member) => member.age),
    isBirthday: field<Facts['member']>('bool', (member) => member.isBirthday),
    daysToBirthday: field<Facts['member']>('number', (member) => member.daysToBirthday),
    daysSinceRegistration: field<Facts['member']>('number', (member) => member.daysSinceRegistration),
    purchases: field<Facts['member']>('number', (member) => member.purchases),
    daysSinceLastPurchase: field<Facts['member']>('number', (member) => member.daysSinceLastPurchase),
  },
};

const store: ObjectType = {
  fields: {
    code: field<Facts['store']>('text', (store) => store.code),
    region: field<Facts['store']>('text', (store) => store.region),
    attributes: field<Facts['store']>('attributes', (store) => store.attributes),
  },
};

/** What activity("survey") answers; the attributes of the last one may be named without `last`. */
export const activityType: ObjectType = {
  fields: {
    count: field<ReturnType<Facts['activity']>>('number', (activity) => activity.count),
    daysAgo: field<ReturnType<Facts['activity']>>('number', (activity) => activity.daysAgo),
    last: field<ReturnType<Facts['activity']>>('attributes', (activity) => activity.last),
  },
  // activity("link").utm is activity("link").last.utm.
  others: (activity) => (activity as ReturnType<Facts['activity']>).last,
};

/** What items({sku: ["A"]}) answers. */
export const itemsType: ObjectType = {
  fields: {
    amount: growing<ReturnType<Facts['items']>>('amount', (items) => items.amount),
    quantity: growing<ReturnType<Facts['items']>>('quantity', (items) => items.quantity),
  },
};

export const roots: Readonly<Record<string, Field>> = {
  receipt: field<Facts>(receipt, (facts) => facts.receipt),
  member: field<Facts>(member, (facts) => facts.member),
  store: field<Facts>(store, (facts) => facts.store),
  now: field<Facts>('time', (facts) => facts.now.epochMs),
};

/** Only what was really sent, scalars and lists of texts: attributes come from outside. */
export function attributeAt(attributes: unknown, name: string): AttributeValue | undefined {
  if (typeof attributes !== 'object' || attributes === null || !Object.hasOwn(attributes, name)) return undefined;
  const value: unknown = (attributes as Attributes)[name];
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
