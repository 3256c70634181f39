/**
 * Numbers as people of a language read them, as Intl has them; written here since a receipt that is quoted does not
 * wait for Intl.
 */
import type { Language } from '../model/language.ts';

const signs: Record<Language, { readonly group: string; readonly point: string }> = {
  en: { group: ',', point: '.' },
  ru: { group: '\u00a0', point: ',' },
};
const rules: Record<Language, Intl.PluralRules> = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') };

/**
 * So many units of which 10^decimals make a whole: 160 with two decimals is 1.60.
 *
 * @param least decimals that are shown even where they are zeros
 */
export function decimalText(units: number, decimals: number, language: Language, least = decimals): string {
  const { group, point } = signs[language];
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, group);
  let fraction = digits.slice(digits.length - decimals);
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return `${units < 0 ? '-' : ''}${whole}${fraction === '' ? '' : point}${fraction}`;
}

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Of whole numbers up to 199: those from 100 on are as all that end in the same two digits. */
const wholes: Record<Language, Intl.LDMLPluralRule[]> = { en: wholesIn('en'), ru: wholesIn('ru') };

function wholesIn(language: Language): Intl.LDMLPluralRule[] {
  return Array.from({ length: 200 }, (_, whole) => rules[language].select(whole));
}

/** The form of a word that goes with a number: 1 балл, 2 балла, 5 баллов, 1,5 балла. */
export function plural(language: Language, units: number, decimals: number, forms: PluralForms): string {
  const number = units / 10 ** decimals;
  const whole = number < 200 ? number : 100 + (number % 100);
  return forms[wholes[language][whole] ?? rules[language].select(number)] ?? forms.other;
}
