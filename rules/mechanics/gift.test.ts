import assert from 'node:assert/strict';
import t from 'tap';
import { discounts, evaluated, receiptOf } from '../evaluate/testing/evaluation.ts';
import { fc } from '../testing/fast-check.ts';
import { gift } from './gift.ts';
import type { GainContext } from './mechanic.ts';
import { portionsOf, singleUnits } from './testing/portions.ts';
import { priceCases } from './testing/price-cases.ts';

const mugs =
  'do: { gift: { buy: { items: { sku: coffee }, quantity: 2 }, get: { items: { sku: mug } }, percent: 100 } }';
const twoMugs =
  'do: { gift: { buy: { items: { sku: coffee }, quantity: 2 }, get: { items: { sku: mug }, quantity: 2 }, percent: 100 } }';
const tea = 'do: { gift: { buy: { items: { category: tea } }, get: { items: { category: tea } }, percent: 50 } }';
const any =
  'do: { gift: { buy: { items: { category: tea }, quantity: 2 }, get: { items: { sku: [green, mug] } }, percent: 100 } }';
const coffee = (quantity: number, price = 500) => ({ sku: 'coffee', price, quantity });
const mug = (price: number, quantity = 1) => ({ sku: 'mug', price, quantity });
const green = (price: number) => ({ sku: 'green', price, category: ['tea'] });
const black = (price: number) => ({ sku: 'black', price, category: ['tea'] });

priceCases([
  {
    name: 'D09 four coffees and one mug: it is free',
    rule: mugs,
    lines: [coffee(4), mug(700)],
    discounts: [0, 700],
    reason: 'applied: 700 off 1 line',
  },
  {
    name: 'D09 four coffees: the two cheapest mugs',
    rule: mugs,
    lines: [coffee(4), mug(700), mug(900), mug(600)],
    discounts: [0, 700, 0, 600],
  },
  {
    name: 'D09 one coffee just misses it',
    rule: mugs,
    lines: [coffee(1), mug(700)],
    discounts: [0, 0],
    reason: 'unmet: 1 of 2 units to buy',
  },
  {
    name: 'D09 no mug',
    rule: mugs,
    lines: [coffee(2), { sku: 'cup' }],
    discounts: [0, 0],
    reason: 'unmet: no unit to get',
  },
  { name: 'fewer gifts than there might be', rule: twoMugs, lines: [coffee(2), mug(700)], discounts: [0, 700] },
  {
    name: 'one whole gift of two, and one of one',
    rule: twoMugs,
    lines: [coffee(5), mug(700, 3)],
    discounts: [0, 2100],
  },
  {
    name: 'of one kind the cheapest is the gift',
    rule: tea,
    lines: [green(900), black(800), green(600)],
    discounts: [0, 0, 300],
  },
  {
    name: 'and of four, two',
    rule: tea,
    lines: [green(900), black(800), green(600), black(400)],
    discounts: [0, 0, 300, 200],
  },
  {
    name: 'one alone is bought and gives nothing',
    rule: tea,
    lines: [green(900)],
    discounts: [0],
    reason: 'unmet: 1 units to buy and none besides to get',
  },
  {
    name: 'a unit that must be bought is no gift, though it is the cheapest',
    rule: any,
    lines: [green(100), black(900), mug(700)],
    discounts: [0, 0, 700],
  },
  {
    name: 'one that may be spared is',
    rule: any,
    lines: [green(100), black(900), black(800), mug(700)],
    discounts: [100, 0, 0, 0],
  },
  { name: 'minPrice holds', rule: mugs, lines: [coffee(2), { ...mug(700), minPrice: 1 }], discounts: [0, 699] },
  {
    name: 'what may not be discounted may not be bought for it',
    rule: mugs,
    lines: [{ ...coffee(2), discountable: false }, mug(700)],
    discounts: [0, 0],
    reason: 'unmet: 0 of 2 units to buy',
  },
  { name: 'a thousand', rule: mugs, lines: [coffee(2001), mug(700, 5000)], discounts: [0, 700000] },
]);

t.test('what was bought for a gift and the gift are closed to the rest of the group', async (t) => {
  const programme = `groups: [{ code: g, type: price, rules: [
    { code: a, priority: 1, ${mugs} }, { code: b, do: { percent_off: { percent: 10 } } }] }]`;
  t.strictSame(discounts(evaluated(programme, receiptOf([coffee(2), coffee(1, 900), mug(700, 2)]))), [50, 0, 770]);
});

t.test('there are as many gifts as trying everything finds, and they are as cheap', async () => {
  const sku: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c');
  const side = fc.record({ skus: fc.uniqueArray(sku, { minLength: 1 }), quantity: fc.integer({ min: 1, max: 3 }) });
  const lines = fc.array(
    fc.record({ sku, count: fc.integer({ min: 1, max: 3 }), value: fc.integer({ min: 1, max: 5 }) }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(lines, side, side, (given, buy, get) => {
      const units = singleUnits(given);
      let best = { gifts: 0, worth: 0 };
      for (let choice = 1; choice < 1 << units.length; choice++) {
        const gifts = units.filter((_, place) => choice & (1 << place));
        const toBuy = units.filter((unit, place) => !(choice & (1 << place)) && buy.skus.includes(unit.sku)).length;
        if (gifts.some((unit) => !get.skus.includes(unit.sku))) continue;
        if (toBuy < Math.ceil(gifts.length / get.quantity) * buy.quantity) continue;
        const worth = gifts.reduce((sum, { value }) => sum + value, 0);
        if (gifts.length > best.gifts || (gifts.length === best.gifts && worth < best.worth)) {
          best = { gifts: gifts.length, worth };
        }
      }
      const params = { buy: compiledSide(buy), get: compiledSide(get), percent: 100 };
      const gain = gift.does === 'gain' ? gift.gain(params, portionsOf(given), {} as GainContext) : undefined;
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      assert.equal(sum(gain?.weights ?? []), best.worth);
      const consumed = sum((gain?.consumed ?? []).map(({ count }) => count));
      assert.equal(consumed, best.gifts + Math.ceil(best.gifts / get.quantity) * buy.quantity);
    }),
    { numRuns: 1000 },
  );
});

function compiledSide({ skus, quantity }: { skus: readonly string[]; quantity: number }) {
  return { items: { matches: (line: { sku: string }) => skus.includes(line.sku) }, quantity };
}
