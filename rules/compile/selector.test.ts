import t from 'tap';
import type { MemberState } from '../model/member-state.ts';
import type { ReceiptLine } from '../model/receipt.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';
import { compileSelector } from './selector.ts';
import { lineOf } from './testing/receipts.ts';

const lists = { season: ['A', 'B'], sale: ['C'] };
const milk = lineOf({
  sku: 'M',
  category: ['food', 'dairy', 'milk'],
  brand: 'X',
  attributes: { organic: true, fat: 3.2 },
});
const favourites: MemberState = { favourites: { sku: ['M'], category: ['dairy'], brand: ['Y'] } };

const cases: readonly [selector: SelectorDocument, line: ReceiptLine, expected: boolean, member?: MemberState][] = [
  [{ sku: ['A', 'M'] }, milk, true],
  [{ sku: 'M' }, milk, true],
  [{ sku: ['A'] }, milk, false],
  [{ brand: ['X'] }, milk, true],
  [{ brand: ['X'] }, lineOf(), false],
  [{ category: ['milk'] }, milk, true],
  [{ category: 'food' }, milk, true],
  [{ category: ['food/dairy'] }, milk, true],
  [{ category: ['food/dairy/milk'] }, milk, true],
  [{ category: ['dairy/milk'] }, milk, false],
  [{ category: ['food/milk'] }, milk, false],
  [{ category: ['tea/coffee'] }, lineOf({ category: ['drinks', 'tea/coffee'] }), true],
  [{ category: ['food'] }, lineOf(), false],
  [{ list: ['season'] }, lineOf({ sku: 'B' }), true],
  [{ list: ['season', 'sale'] }, lineOf({ sku: 'C' }), true],
  [{ list: 'sale' }, lineOf({ sku: 'B' }), false],
  [{ list: 'kept' }, lineOf({ lists: ['far', 'kept'] }), true],
  [{ list: ['season', 'kept'] }, lineOf({ sku: 'B' }), true],
  [{ list: ['season', 'kept'] }, lineOf({ sku: 'Z', lists: ['far'] }), false],
  [{ list: 'season' }, lineOf({ sku: 'Z', lists: ['season'] }), false],
  [{ attributes: { organic: true } }, milk, true],
  [{ attributes: { organic: 'true' } }, milk, false],
  [{ attributes: { fat: [1.5, 3.2] } }, milk, true],
  [{ attributes: { organic: true, fat: 1.5 } }, milk, false],
  [{ attributes: { toString: 'x' } as unknown as { toString: string } }, milk, false],
  [{ price: { from: 1299, to: 1299 } }, lineOf({ unitPrice: 12_990_000 }), true],
  [{ price: { to: 1299 } }, lineOf({ unitPrice: 12_990_001 }), false],
  [{ price: { from: 1300 } }, lineOf({ unitPrice: 12_990_000 }), false],
  [{ sku: 'M', brand: 'X' }, milk, true],
  [{ sku: 'M', brand: 'Z' }, milk, false],
  [{ any: [{ sku: 'Z' }, { brand: 'X' }] }, milk, true],
  [{ any: [{ sku: 'Z' }, { brand: 'Z' }] }, milk, false],
  [{ not: { brand: 'X' } }, milk, false],
  [{ not: { brand: 'X' } }, lineOf(), true],
  [{ category: 'food', not: { sku: 'M' } }, milk, false],
  [{ not: { not: { sku: 'M' } } }, milk, true],
  [{ favourites: 'sku' }, milk, true, favourites],
  [{ favourites: 'category' }, milk, true, favourites],
  [{ favourites: 'brand' }, milk, false, favourites],
  [{ favourites: 'brand' }, lineOf(), false, favourites],
  [{ favourites: 'sku' }, milk, false],
  [{ favourites: 'sku' }, milk, false, {}],
  [{ favourites: ['brand', 'sku'] }, milk, true, favourites],
  [{ favourites: ['category'] }, milk, true, favourites],
  [{ favourites: ['brand', 'category'] }, lineOf(), false, favourites],
  [{ favourites: ['sku', 'brand', 'category'] }, milk, false],
];

t.test('selectors: keys are all-of, values any-of', async (t) => {
  for (const [selector, line, expected, member] of cases) {
    t.equal(compileSelector(selector, lists).matches(line, member), expected, JSON.stringify(selector));
  }
});
