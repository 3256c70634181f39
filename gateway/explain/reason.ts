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
import { words } from './words.ts';

/** @param price whether bare numbers of it are money, as a price rule's are. */
export function reasonIn(reason: string, price: boolean, pen: Pen): string {
  const { reasons } = words[pen.language];
  for (const [pattern, text] of reasons) {
    const found = pattern.exec(reason);
    if (found === null) continue;
    const said = text.replace(/\{([mnrstw]?)(\d)\}/g, (_, kind: string, place: string) =>
      partIn(kind, found[Number(place)] ?? '', price, pen),
    );
    return said.replace(/ {2,}/g, ' ');
  }
  return pen.language === 'en' ? reason : `«${reason}»`;
}

function partIn(kind: string, part: string, price: boolean, pen: Pen): string {
  switch (kind) {
    case 'm':
      return part !== '' && Number.isFinite(Number(part)) ? pen.figures.money(Number(part)) : part;
    case 'n':
      return price ? partIn('m', part, price, pen) : part;
    case 'r':
      return pen.rule(part);
    case 's':
      return reasonIn(part, price, pen);
    case 't':
      return Number.isNaN(Date.parse(part)) ? part : pen.figures.moment(part);
    case 'w':
      return words[pen.language].named[part] ?? part;
    default:
      return part;
  }
}
