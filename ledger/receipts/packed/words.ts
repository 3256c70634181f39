/**
 * Words that almost every receipt has, by the number that stands for them in packed receipts of version 1. What is stored
 * says them by these numbers: they are never moved, and another word needs another version.
 */
const words = [
  ...[
    'committed',
    'pos',
    'web',
    'app',
    'call-centre',
    'kiosk',
    'basket',
    'listing',
    '0',
    'manual',
    'none',
    'card',
    'cash',
  ],
  ...[
    'percent_off',
    'amount_off',
    'fixed_price',
    'set_price',
    'set_off',
    'pay_for',
    'every_nth',
    'per_spend_off',
    'gift',
  ],
  ...['ladder_off', 'personal_price', 'applied', 'refused'],
];

/** 0 says that the text of a word follows. */
export const commonWords: ReadonlyMap<string, number> = new Map(words.map((word, index) => [word, index + 1]));

export function commonWord(place: number): string | undefined {
  return words[place - 1];
}
