/** Money, points, quantities and times as a person of a language reads them aloud. */

import { decimalText, type PluralForms, plural } from '../../rules/explain/numbers.ts';
import type { Language } from '../../rules/model/language.ts';

/** How the programme and the store of a receipt count. */
export interface Measures {
  readonly currency: string;
  readonly minorUnits: number;
  /** Decimals of a point. */
  readonly scale: number;
  /** IANA name. */
  readonly timezone: string;
}

export interface Figures {
  /** Minor units. */
  money(amount: number): string;
  /** With the word that goes with it. */
  points(points: number): string;
  /** Thousandths of a unit, or units. */
  quantity(thousandths: number): string;
  /** With two decimals at most. */
  percent(percent: number): string;
  /** RFC 3339 or epoch ms, by the store's clock. */
  moment(at: string | number): string;
}

/** With 24 hours, as on the slip. */
const clocks: Record<Language, string> = { en: 'en-GB', ru: 'ru' };

export function figuresOf(language: Language, measures: Measures, pointWords: PluralForms): Figures {
  const { currency, minorUnits, scale, timezone } = measures;
  const digits = { minimumFractionDigits: minorUnits, maximumFractionDigits: minorUnits };
  const money = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...digits,
  });
  const moment = new Intl.DateTimeFormat(clocks[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: timezone,
  });
  return {
    money: (amount) => money.format(amount / 10 ** minorUnits),
    points: (points) => `${decimalText(points, scale, language)} ${plural(language, points, scale, pointWords)}`,
    quantity: (thousandths) => decimalText(thousandths, 3, language, 0),
    percent: (percent) => `${decimalText(Math.round(percent * 100), 2, language, 0)}%`,
    moment: (at) => moment.format(typeof at === 'number' ? at : Date.parse(at)),
  };
}
