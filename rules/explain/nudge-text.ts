/**
 * The words of a nudge, for a till's display, in every language there is: which of them somebody reads is known only at the
 * edge. Money without its currency, as on a slip.
 *
 *   1.60 more and you get 10% off             ещё на 1,60 — и скидка 10%
 *   add one mug, it is free                   добавьте 1 шт. (mug) — бесплатно
 */
import type { Offer } from '../mechanics/mechanic.ts';
import type { Goods, Missing } from '../model/goods.ts';
import type { Language } from '../model/language.ts';
import { decimalText, plural } from './numbers.ts';

export interface Nudged {
  readonly rule: string;
  readonly missing: Missing;
  readonly goods: Goods;
  readonly offer: Offer;
  /** What is missing is more of something that is there. */
  readonly more: boolean;
  /** Minor units, at least. */
  readonly gain: number;
  /** Of a rule that gives points: how many more. */
  readonly points: number | undefined;
  /** The rule gives something as it is. */
  readonly already: boolean;
}

/** How amounts are written. */
export interface Figures {
  readonly minorUnits: number;
  /** Decimals of a point. */
  readonly scale: number;
  /** What the receipt calls an article. */
  nameOf(sku: string): string;
}

/** Each is put together when it is read: a till reads one of them. */
export function nudgeTexts(nudged: Nudged, figures: Figures): Readonly<Record<Language, string>> {
  return {
    get en() {
      return english(nudged, figures);
    },
    get ru() {
      return russian(nudged, figures);
    },
  };
}

function nameOf({ missing, goods }: Nudged, { nameOf: called }: Figures): string | undefined {
  return missing.sku === undefined ? goods.words : called(missing.sku);
}

function english(nudged: Nudged, figures: Figures): string {
  const { missing, more, offer, already, points, gain } = nudged;
  const money = (amount: number): string => decimalText(amount, figures.minorUnits, 'en');
  const name = nameOf(nudged, figures);
  const { amount, quantity = 1 } = missing;
  const count = quantity === 1 ? 'one' : `${quantity} ×`;
  const lead =
    amount === undefined
      ? `add ${more ? `${quantity === 1 ? 'one' : quantity} more${name === undefined ? '' : ` ${name}`}` : `${count} ${name ?? 'more'}`}`
      : `${money(amount)} more${name === undefined ? '' : ` of ${name}`}`;
  const again = already ? 'another ' : '';
  switch (offer.kind) {
    case 'percent':
      return `${lead} and you get ${offer.percent}% ${points === undefined ? 'off' : 'back in points'}`;
    case 'price':
      return `${lead} and the price is ${money(offer.price)}`;
    case 'factor':
      return `${lead} and you get points × ${offer.factor}`;
    case 'set':
      return offer.price === undefined
        ? `${lead} and the set is ${offer.percent}% off`
        : `${lead} and the set costs ${money(offer.price)}`;
    case 'units': {
      const what = offer.count === 1 ? (more ? 'one is' : 'it is') : more ? `${offer.count} are` : 'they are';
      return `${lead}, ${what} ${offer.percent === 100 ? 'free' : `${offer.percent}% off`}`;
    }
    default:
      return points === undefined
        ? `${lead} and you get ${again}${money(gain)} off`
        : `${lead} and you get ${again}${decimalText(points, figures.scale, 'en')} ${plural('en', points, figures.scale, { one: 'point', other: 'points' })}`;
  }
}

function russian(nudged: Nudged, figures: Figures): string {
  const { missing, more, offer, already, points, gain } = nudged;
  const money = (amount: number): string => decimalText(amount, figures.minorUnits, 'ru');
  const name = nameOf(nudged, figures);
  const { amount, quantity = 1 } = missing;
  const of = name === undefined ? '' : ` (${name})`;
  const lead =
    amount === undefined
      ? `добавьте ${more ? 'ещё ' : ''}${decimalText(quantity * 1000, 3, 'ru', 0)} шт.${of}`
      : `ещё на ${money(amount)}${of}`;
  const again = already ? 'ещё ' : '';
  switch (offer.kind) {
    case 'percent':
      return points === undefined
        ? `${lead} — и скидка ${percentText(offer.percent)}`
        : `${lead} — и вернётся ${percentText(offer.percent)} баллами`;
    case 'price':
      return `${lead} — и цена ${money(offer.price)}`;
    case 'factor':
      return `${lead} — и баллы ×${decimalText(offer.factor * 100, 2, 'ru', 0)}`;
    case 'set':
      return offer.price === undefined
        ? `${lead} — и скидка ${percentText(offer.percent ?? 0)} на набор`
        : `${lead} — и набор за ${money(offer.price)}`;
    case 'units': {
      const less = offer.percent === 100 ? 'бесплатно' : `со скидкой ${percentText(offer.percent)}`;
      return more ? `${lead} — и ${offer.count} шт. ${less}` : `${lead} — ${less}`;
    }
    default: {
      if (points === undefined) return `${lead} — и ${again}скидка ${money(gain)}`;
      const word = plural('ru', points, figures.scale, { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' });
      return `${lead} — и ${again}${decimalText(points, figures.scale, 'ru')} ${word}`;
    }
  }
}

function percentText(percent: number): string {
  return `${decimalText(Math.round(percent * 100), 2, 'ru', 0)}%`;
}
