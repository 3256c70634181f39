/**
 * What the programme document knows by name but this version does not do yet. Such a document is refused in plain
 * words instead of being called misspelt, or worse, accepted and not carried out.
 */
import type { Path } from './path.ts';

interface NotYet {
  /** The path without indices: groups.rules.coupon. */
  readonly at: RegExp;
  /** Only for these values of the key; absent: the key itself. */
  readonly value?: RegExp;
  readonly what: string;
  readonly instead: string;
}

const table: readonly NotYet[] = [
  {
    at: /^points\.returns\.reprice$/,
    value: /^remaining$/,
    what: 'pricing the remaining units again is',
    instead: 'write asPaid',
  },
  { at: /^program\.cashRounding$/, value: /^\d+$/, what: 'rounding of cash totals is', instead: 'write 1' },
];

/** The refusal of a key or of its value, if it is one that is only not supported yet. */
export function notYet(path: Path, value: unknown): string | undefined {
  const place = path.filter((step) => typeof step === 'string').join('.');
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const entry = table.find(({ at, value: values }) => at.test(place) && (values === undefined || values.test(text)));
  return entry === undefined ? undefined : `${entry.what} not supported yet; ${entry.instead}`;
}
