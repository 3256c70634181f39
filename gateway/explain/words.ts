/**
 * All the words of a page, in one table a language. A key with {names} is filled in by `say`; those that are there are
 * the same in all languages.
 */
import type { PluralForms } from '../../rules/explain/numbers.ts';
import type { Language } from '../../rules/model/language.ts';
import { english } from './english.ts';
import { russian } from './russian.ts';

export interface Words {
  /** Of a number of points. */
  readonly points: PluralForms;
  readonly texts: Readonly<Record<keyof typeof english.texts, string>>;
  /** Single words of those sentences. */
  readonly named: Readonly<Record<string, string>>;
  /** Sentences of a trace, by the English of rules/explain/reasons.ts. First that fits. */
  readonly reasons: readonly (readonly [pattern: RegExp, text: string])[];
}

export const words: Readonly<Record<Language, Words>> = { en: english, ru: russian };

export type Key = keyof Words['texts'];

/** A text with its {names} filled in. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
