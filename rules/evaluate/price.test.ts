import t from 'tap';
import type { Receipt } from '../model/receipt.ts';
import { discounts, evaluated, type LineParts, reasonOf, receiptOf } from './testing/evaluation.ts';

interface Case {
  readonly name: string;
  /** The one rule of a price group, in flow YAML. */
  readonly rule: string;
  /** Keys of the group. */
  readonly group?: string;
  readonly lines: readonly LineParts[];
  readonly receipt?: Partial<Receipt>;
  readonly discounts: readonly number[];
  readonly reason?: string;
}

const at = (...prices: number[]): LineParts[] => prices.map((price) => ({ price }));

const cases: readonly Case[] = [
  {
    name: 'D01 three for two: the cheapest is free',
    rule: 'do: { pay_for: { take: 3, pay: 2 } }',
    lines: at(10000, 9000, 8000),
    discounts: [0, 0, 8000],
    reason: 'applied: 8000 off 1 line',
  },
  {
    name: 'D01 six units: the two cheapest',
    rule: 'do: { pay_for: { take: 3, pay: 2 } }',
    lines: at(10000, 9000, 8000, 7000, 6000, 5000),
    discounts: [0, 0, 0, 0, 6000, 5000],
  },
  {
    name: 'D01 two units just miss it',
    rule: 'do: { pay_for: { take: 3, pay: 2 } }',
    lines: at(10000, 9000),
    discounts: [0, 0],
    reason: 'unmet: 2 of 3 units of the lines it matches',
  },
  {
    name: 'D01 units of one line that does not divide: the cheapest of 3334, 3333, 3333',
    rule: 'do: { pay_for: { take: 3, pay: 2 } }',
    lines: [{ quantity: 3, amount: 10000 }],
    discounts: [3333],
  },
  {
    name: 'D01 a fractional quantity is one unit',
    rule: 'do: { pay_for: { take: 2, pay: 1 } }',
    lines: [{ price: 4000, quantity: 1.25 }, { price: 9000 }],
    discounts: [5000, 0],
  },
  {
    name: 'D02 10% off one item, others untouched',
    rule: 'items: { sku: A }, do: { percent_off: { percent: 10 } }',
    lines: [{ price: 20000 }, { price: 20000, sku: 'B' }],
    discounts: [2000, 0],
  },
  {
    name: 'D02 no such item',
    rule: 'items: { sku: C }, do: { percent_off: { percent: 10 } }',
    lines: at(20000),
    discounts: [0],
    reason: 'unmet: no line matches',
  },
  {
    name: 'D03 fixed price',
    rule: 'do: { fixed_price: { price: 999 } }',
    lines: [{ price: 1299, quantity: 5 }],
    discounts: [1500],
  },
  {
    name: 'D03 a fixed price never raises one',
    rule: 'do: { fixed_price: { price: 999 } }',
    lines: at(899, 999),
    discounts: [0, 0],
    reason: 'unmet: price 999 is not below the 999 paid for a unit of the lines it matches',
  },
  {
    name: 'D03 a fixed price by weight',
    rule: 'do: { fixed_price: { price: 1500 } }',
    lines: [{ price: 1600, quantity: 1.25 }],
    discounts: [125],
  },
  {
    name: 'D03 a fixed price by weight that is no lower',
    rule: 'do: { fixed_price: { price: 1600 } }',
    lines: [{ price: 1599, quantity: 1.25 }],
    discounts: [0],
    reason: 'unmet: price 1600 is not below the 1599.2 paid for a unit of the lines it matches',
  },
  {
    name: 'D03 a fixed price that the floor refuses',
    rule: 'do: { fixed_price: { price: 500 } }',
    lines: [{ price: 1000, minPrice: 1000 }],
    discounts: [0],
    reason: 'unmet: nothing comes off the 1000 left to pay on the lines it matches',
  },
  {
    name: 'D22 exactly the sum counts',
    rule: "when: 'receipt.total >= 100000', do: { percent_off: { percent: 5 } }",
    lines: at(60000, 40000),
    discounts: [3000, 2000],
  },
  {
    name: 'D22 one less does not',
    rule: "when: 'receipt.total >= 100000', do: { percent_off: { percent: 5 } }",
    lines: at(60000, 39999),
    discounts: [0, 0],
    reason: 'unmet: receipt.total 99999 < 100000',
  },
  {
    name: 'a percentage is rounded half up on each line',
    rule: 'do: { percent_off: { percent: 5 } }',
    lines: at(10, 10, 10),
    discounts: [1, 1, 1],
  },
  {
    name: 'or once on the receipt, split by largest remainder, ties to the lowest line',
    rule: 'do: { percent_off: { percent: 5, round: receipt } }',
    lines: at(10, 10, 10),
    discounts: [1, 1, 0],
  },
  {
    name: 'maxAmount bounds the whole discount, pro rata',
    rule: 'do: { percent_off: { percent: 10, maxAmount: 5000 } }',
    lines: at(60000, 40000),
    discounts: [3000, 2000],
  },
  {
    name: 'an amount off each unit',
    rule: 'do: { amount_off: { amount: 500, per: unit } }',
    lines: [
      { price: 2000, quantity: 3 },
      { price: 4000, quantity: 1.25 },
    ],
    discounts: [1500, 500],
  },
  {
    name: 'an amount off each line, never below zero',
    rule: 'do: { amount_off: { amount: 500, per: line } }',
    lines: [{ price: 2000, quantity: 3 }, { price: 300 }],
    discounts: [500, 300],
  },
  {
    name: 'an amount off the receipt, by what lines cost',
    rule: 'do: { amount_off: { amount: 1000, per: receipt } }',
    lines: at(20000, 10000),
    discounts: [667, 333],
  },
  {
    name: 'an amount off the receipt that one line’s floor refuses goes to the others',
    rule: 'do: { amount_off: { amount: 1000, per: receipt } }',
    lines: [{ price: 10000, minPrice: 9900 }, { price: 10000 }],
    discounts: [100, 900],
  },
  {
    name: 'an amount off the receipt is no more than the receipt',
    rule: 'do: { amount_off: { amount: 1000, per: receipt } }',
    lines: at(300, 400),
    discounts: [300, 400],
  },
  {
    name: 'minPrice × quantity is a floor',
    rule: 'do: { percent_off: { percent: 50 } }',
    lines: [{ price: 1000, quantity: 3, minPrice: 800 }],
    discounts: [600],
  },
  {
    name: 'not on what may not be discounted',
    rule: 'do: { percent_off: { percent: 10 } }',
    lines: [{ price: 1000, discountable: false }, { price: 1000 }],
    discounts: [0, 100],
  },
  {
    name: 'a deposit returned counts in totals only',
    rule: "when: 'receipt.total == 900', do: { percent_off: { percent: 10 } }",
    lines: [{ price: 1000 }, { price: -100 }],
    discounts: [100, 0],
  },
  {
    name: 'a manual discount comes first: a percentage is of what it left',
    rule: 'do: { percent_off: { percent: 10 } }',
    lines: [{ price: 1000, manualDiscount: 200 }],
    discounts: [280],
  },
  {
    name: 'take the cheapest unit',
    rule: 'take: { order: cheapest, count: 1 }, do: { percent_off: { percent: 50 } }',
    lines: [{ price: 900, quantity: 3 }, { price: 1000 }],
    discounts: [450, 0],
  },
  {
    name: 'take the two dearest, ties to the lowest line',
    rule: 'take: { order: dearest, count: 2 }, do: { percent_off: { percent: 50 } }',
    lines: [
      { price: 1000, quantity: 1 },
      { price: 1000, quantity: 3 },
    ],
    discounts: [500, 500],
  },
  {
    name: 'take as listed, across lines',
    rule: 'take: { order: listed, count: 3 }, do: { amount_off: { amount: 100, per: unit } }',
    lines: [
      { price: 1000, quantity: 2 },
      { price: 500, quantity: 5 },
    ],
    discounts: [200, 100],
  },
  {
    name: 'share scales the gain by the tender’s part',
    rule: 'tenders: [{ type: card, share: true }], do: { percent_off: { percent: 10 } }',
    lines: at(10000),
    receipt: {
      tenders: [
        { type: 'card', amount: 3000, attributes: {} },
        { type: 'cash', amount: 6000, attributes: {} },
      ],
    },
    discounts: [333],
  },
];

for (const { name, rule, group = '', lines, receipt, discounts: expected, reason } of cases) {
  t.test(name, async (t) => {
    const programme = `groups: [{ code: g, type: price, ${group} rules: [{ code: r, ${rule} }] }]`;
    const evaluation = evaluated(programme, receiptOf(lines, receipt));
    t.strictSame(discounts(evaluation), expected);
    if (reason !== undefined) t.equal(reasonOf(evaluation, 'r'), reason);
  });
}

t.test('an adjustment says what it was reckoned of and what rounding did', async (t) => {
  const rule = '{ code: r, do: { percent_off: { percent: 7 } } }';
  const lines = [{ price: 3582, manualDiscount: 2 }];
  const {
    lines: [line],
  } = evaluated(`groups: [{ code: g, type: price, rules: [${rule}] }]`, receiptOf(lines));
  t.strictSame(line?.adjustments, [
    { rule: 'manual', group: 'manual', mechanic: 'manual', amount: 2, base: 3582, rounding: '0' },
    { rule: 'r', group: 'g', mechanic: 'percent_off', amount: 251, base: 3580, rounding: '2/5' },
  ]);
});

t.test('initial is before this programme, current after everything earlier', async (t) => {
  const groups = (base: string) => `groups:
    - { code: first, type: price, rules: [{ code: a, do: { percent_off: { percent: 10 } } }] }
    - { code: second, type: price, base: ${base}, rules: [
        { code: b, when: 'receipt.total >= 10000', do: { percent_off: { percent: 10 } } }] }`;
  t.strictSame(discounts(evaluated(groups('initial'), receiptOf([{}]))), [2000]);
  const late = evaluated(groups('current'), receiptOf([{}]));
  t.strictSame(discounts(late), [1000]);
  t.equal(reasonOf(late, 'b'), 'unmet: receipt.total 9000 < 10000');
  t.strictSame(discounts(evaluated(groups('current'), receiptOf([{ price: 20000 }]))), [3800]);
});

t.test('what a fixed price costs is what is paid, whatever the base', async (t) => {
  const groups = `groups:
    - { code: first, type: price, rules: [{ code: a, do: { percent_off: { percent: 7 } } }] }
    - { code: second, type: price, base: initial, rules: [{ code: b, do: { fixed_price: { price: 9000 } } }] }`;
  t.strictSame(discounts(evaluated(groups, receiptOf([{}]))), [1000]);
});

t.test('units that pay_for consumed are closed to the rest of its group', async (t) => {
  const groups = (second: string) => `groups:
    - { code: first, type: price, rules: [
        { code: a, priority: 10, do: { pay_for: { take: 3, pay: 2 } } },
        ${second === 'same' ? '{ code: b, do: { percent_off: { percent: 10 } } }' : ''}] }
    ${second === 'later' ? '- { code: second, type: price, rules: [{ code: b, do: { percent_off: { percent: 10 } } }] }' : ''}`;
  const five = receiptOf([{ price: 1000, quantity: 5 }]);
  t.strictSame(discounts(evaluated(groups('same'), five)), [1200], 'one free, 10% on the two that are left');
  t.strictSame(discounts(evaluated(groups('later'), five)), [1400], 'one free, 10% on what is left of the line');
  const dear = receiptOf(at(4000, 3000, 2000, 1000));
  t.strictSame(discounts(evaluated(groups('same'), dear)), [400, 0, 0, 1000], 'the dearest stays open');
});

t.test('a line that a rule takes nothing from is as the rule that won it has left it', async (t) => {
  // Of its 1000 the percentage takes nothing from the first line; three for two has split that one meanwhile.
  const groups = `groups:
    - { code: first, type: price, mode: best, base: initial, rules: [
        { code: three, items: { sku: A }, do: { pay_for: { take: 3, pay: 2 } } },
        { code: seven, take: { order: listed, count: 99 }, do: { percent_off: { percent: 7, maxAmount: 1000 } } }] }
    - { code: second, type: price, base: initial, rules: [
        { code: half, items: { sku: A }, take: { order: listed, count: 99 }, do: { percent_off: { percent: 50 } } }] }`;
  const receipt = receiptOf([
    { sku: 'A', quantity: 4, amount: 134 },
    { sku: 'B', amount: 13_792_973 },
  ]);
  const [first, second] = evaluated(groups, receipt).lines;
  t.match(first?.adjustments, [
    { rule: 'three', amount: 33, base: 134 },
    { rule: 'half', amount: 67, base: 134 },
  ]);
  t.match(second?.adjustments, [{ rule: 'seven', amount: 1000 }]);
});

t.test('exclusive closes the lines it touched to later groups of its type', async (t) => {
  const groups = `groups:
    - { code: first, type: price, rules: [
        { code: a, exclusive: true, items: { sku: A }, do: { percent_off: { percent: 10 } } },
        { code: b, do: { percent_off: { percent: 1 } } }] }
    - { code: second, type: price, rules: [{ code: c, do: { percent_off: { percent: 10 } } }] }
    - { code: third, type: points, rules: [{ code: d, do: { earn_percent: { percent: 10 } } }] }`;
  const evaluation = evaluated(groups, receiptOf([{ sku: 'A' }, { sku: 'B' }]));
  t.strictSame(discounts(evaluation), [1090, 1090]);
  t.strictSame(
    evaluation.lines.map((line) => line.adjustments.map(({ rule }) => rule)),
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
  );
  t.ok(evaluation.lines.every((line) => line.earned > 0));
});

t.test('a group’s condition holds for all its rules', async (t) => {
  const groups = `groups: [{ code: g, type: price, when: 'receipt.channel == "web"', rules: [
    { code: r, do: { percent_off: { percent: 10 } } }] }]`;
  t.equal(reasonOf(evaluated(groups, receiptOf([{}])), 'r'), 'unmet: group g: receipt.channel "pos" != "web"');
  t.strictSame(discounts(evaluated(groups, receiptOf([{}], { channel: 'web' }))), [1000]);
});
