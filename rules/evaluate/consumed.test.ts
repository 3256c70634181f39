import assert from 'node:assert/strict';
import t from 'tap';
import type { Evaluation } from '../model/evaluation.ts';
import { fc } from '../testing/fast-check.ts';
import { evaluate } from './evaluate.ts';
import { inputOf, programmeOf, receiptOf } from './testing/evaluation.ts';

/** Every unit costs 100, so that each discount counts what its rule dealt with: one minor unit for each. */
const rules = [
  {
    code: 'pair',
    does: '{ set_off: { set: [{ items: { sku: [A, B] } }, { items: { sku: [B, C] } }], amount: 1 } }',
    units: (off: number) => off * 2,
  },
  {
    code: 'five',
    does: '{ set_price: { set: [{ items: { sku: [A, C] }, quantity: 3 }, { items: { sku: D }, quantity: 2 }], price: 499 } }',
    units: (off: number) => off * 5,
  },
  {
    code: 'third',
    does: '{ every_nth: { n: 3, amount: 1, of: unit, pick: listed } }',
    units: (off: number) => off * 3,
  },
  { code: 'fourth', does: '{ every_nth: { n: 4, percent: 1, of: unit } }', units: (off: number) => off * 4 },
  {
    code: 'gift',
    does: '{ gift: { buy: { items: { sku: [A, D] }, quantity: 2 }, get: { items: { sku: [D, B] }, quantity: 3 }, percent: 1 } }',
    units: (off: number) => off + Math.ceil(off / 3) * 2,
  },
  { code: 'pay', does: '{ pay_for: { take: 3, pay: 2 } }', units: (off: number) => (off / 100) * 3 },
];

/** The rest of the group: a hundredth of every unit that is still open to it. */
const rest = '{ code: rest, priority: -1, do: { percent_off: { percent: 1 } } }';

function offBy({ lines }: Evaluation, rule: string): number {
  const adjustments = lines.flatMap((line) => line.adjustments.filter((one) => one.rule === rule));
  return adjustments.reduce((sum, { amount }) => sum + amount, 0);
}

const basket = fc.array(
  fc.record({
    sku: fc.constantFrom('A', 'B', 'C', 'D'),
    quantity: fc.integer({ min: 1, max: 4 }),
    price: fc.constant(100),
  }),
  { minLength: 1, maxLength: 8 },
);

t.test('a unit is consumed once in a group, or left open to the rest of it', async (t) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.shuffledSubarray(rules), basket, (chosen, lines) => {
      const written = chosen.map(({ code, does }, index) => `{ code: ${code}, priority: ${9 - index}, do: ${does} }`);
      const programme = programmeOf(
        `groups: [{ code: g, type: price, base: initial, rules: [${[...written, rest].join(', ')}] }]`,
      );
      const evaluation = evaluate(programme, inputOf(receiptOf(lines)));
      const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      let counted = offBy(evaluation, 'rest');
      for (const { code, units: consumed } of chosen) {
        const off = offBy(evaluation, code);
        if (off > 0) seen.add(code);
        counted += consumed(off);
      }
      assert.equal(counted, units);
    }),
    { numRuns: 500 },
  );
  t.equal(seen.size, rules.length, 'every rule consumed some');
});
