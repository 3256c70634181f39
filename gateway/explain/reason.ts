/**
 * A sentence of the trace for a person: with amounts written as money and rules by their titles, by the table of its
 * language. What no row of the table fits stays as it is, so that nothing is ever left out; in other languages than its
 * own it stands in quotes.
 *
 *   {1}   the first part, as it is           {m1}  as money            {n1}  as money, where it is a price rule's
 *   {r1}  a rule by its title                {w1}  a word of `named`
 *   {t1}  a moment by the store's clock      {s1}  a sentence of the table
 */
import type { Pen } from './sale-page.ts';
import { fill, words } from './words.ts';

/** @param price whether bare numbers of it are money, as a price rule's are. */
export function reasonIn(reason: string, price: boolean, pen: Pen): string {
  const { reasons } = words[pen.language];
  for (const [pattern, text] of reasons) {
    const found = pattern.exec(reason);
    if (found !== null) return fill(text, partsOf(found, text, price, pen)).replace(/ {2,}/g, ' ');
  }
  return pen.language === 'en' ? reason : `«${reason}»`;
}

function partsOf(found: RegExpExecArray, text: string, price: boolean, pen: Pen): Record<string, string> {
  const { figures, language, rule } = pen;
  const { named } = words[language];
  const parts: Record<string, string> = {};
  for (const [place, part = ''] of found.entries()) {
    const amount = Number(part);
    const money = part !== '' && Number.isFinite(amount) ? figures.money(amount) : part;
    parts[`${place}`] = part;
    parts[`m${place}`] = money;
    parts[`n${place}`] = price ? money : part;
    parts[`r${place}`] = rule(part);
    parts[`w${place}`] = named[part] ?? part;
    if (/^\d{4}-\d\d-\d\dT/.test(part)) parts[`t${place}`] = figures.moment(part);
    if (text.includes(`{s${place}}`)) parts[`s${place}`] = reasonIn(part, price, pen);
  }
  return parts;
}
