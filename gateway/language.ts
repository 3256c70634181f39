/**
 * Accept-Language to a language there is: the one weighed highest, of equal ones the first named; English where none of
 * them is spoken here.
 *
 *   ru-RU,ru;q=0.9,en;q=0.8     → ru           de, en-GB;q=0.5     → en           fr        → en
 */
import { type Language, languages } from '../rules/model/language.ts';

export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'en';
  let chosen: Language = 'en';
  let weight = 0;
  for (const part of header.slice(0, 1000).split(',')) {
    const [tag = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const language = languages.find((one) => tag === one || tag.startsWith(`${one}-`));
    const quality = qualityOf(parameters);
    if (language === undefined || quality <= weight) continue;
    chosen = language;
    weight = quality;
  }
  return chosen;
}

/** 1 unless it says otherwise; 0 for what is no number. */
export function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((one) => one.startsWith('q='))?.slice(2);
  if (given === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(given) ? Number(given) : 0;
}
