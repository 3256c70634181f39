/**
 * What a little more would bring, reckoned by hand; and that the promise is kept when the customer buys it. Nobody is
 * told of what they could not have.
 */
import t from 'tap';
import type { Nudge } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import type { Receipt } from '../model/receipt.ts';
import { evaluate } from './evaluate.ts';
import { inputOf, type LineParts, programmeOf, receiptOf } from './testing/evaluation.ts';

interface Row {
  readonly name: string;
  /** Groups, or one rule of a price group, or of a points group where it earns. */
  readonly rule?: string;
  readonly groups?: string;
  readonly lines: readonly LineParts[];
  readonly receipt?: Partial<Receipt>;
  readonly member?: MemberState | null;
  readonly limits?: Readonly<Record<string, number>>;
  /** Texts in English; what is missing and gained follows in the order of the nudges. */
  readonly said: readonly string[];
  readonly nudges?: readonly Omit<Nudge, 'texts' | 'rule'>[];
  /** What is bought then: the rule gives `gain` more than before. */
  readonly bought?: readonly LineParts[];
}

function programmeFor({ rule = '', groups }: Row) {
  const type = /earn_|multiply/.test(rule) ? 'points' : 'price';
  return programmeOf(`groups: [${groups ?? `{ code: g, type: ${type}, rules: [{ code: one, ${rule} }] }`}]`);
}

function quoted(row: Row, lines: readonly LineParts[]) {
  const { member = {}, limits = {}, receipt } = row;
  const who = member === null ? {} : { member };
  return evaluate(programmeFor(row), { ...inputOf(receiptOf(lines, receipt), { ...who, limits }), nudge: true });
}

function table(name: string, rows: readonly Row[]): void {
  t.test(name, async (t) => {
    for (const row of rows) {
      const now = quoted(row, row.lines);
      t.strictSame(
        now.nudges.map(({ texts }) => texts.en),
        row.said,
        row.name,
      );
      if (row.nudges !== undefined) {
        t.strictSame(
          now.nudges.map(({ missing, gain }) => ({ missing, gain })),
          row.nudges,
          row.name,
        );
      }
      if (row.bought === undefined) continue;
      const then = quoted(row, row.bought);
      const given = ({ totals }: typeof now) => totals.discount + totals.earned * 100;
      t.ok(given(then) - given(now) >= (now.nudges[0]?.gain ?? Number.POSITIVE_INFINITY), `${row.name}: as promised`);
    }
  });
}

const ten = 'when: receipt.total >= 10000, do: { percent_off: { percent: 10 } }';

table('conditions that lack only goods', [
  {
    name: '1.60 more',
    rule: ten,
    lines: [{ price: 9840 }],
    said: ['1.60 more and you get 10% off'],
    nudges: [{ missing: { amount: 160 }, gain: 984 }],
    bought: [{ price: 9840 }, { price: 160 }],
  },
  { name: 'exactly there', rule: ten, lines: [{ price: 10000 }], said: [] },
  { name: 'a tenth of what is spent', rule: ten, lines: [{ price: 9091 }], said: ['9.09 more and you get 10% off'] },
  { name: 'more than a tenth', rule: ten, lines: [{ price: 9090 }], said: [] },
  { name: 'nothing bought', rule: ten, lines: [{ price: 10000, manualDiscount: 10000 }], said: [] },
  {
    name: 'beyond, and written the other way round',
    rule: 'when: 10000 < receipt.gross, do: { amount_off: { amount: 500, per: receipt } }',
    lines: [{ price: 10000 }],
    said: ['0.01 more and you get 5.00 off'],
    nudges: [{ missing: { amount: 1 }, gain: 500 }],
    bought: [{ price: 10001 }],
  },
  {
    name: 'of some goods, and the other parts hold',
    rule: `when: 'member.known && items({category: ["tea"]}).amount >= 5000', do: { fixed_price: { price: 4000 } }`,
    lines: [{ price: 4900, category: ['tea'] }],
    said: ['1.00 more of tea and the price is 40.00'],
    nudges: [{ missing: { amount: 100 }, gain: 900 }],
  },
  {
    name: 'one unit of an article',
    rule: `when: 'items({sku: "A"}).quantity > 2', do: { percent_off: { percent: 50 } }`,
    lines: [{ quantity: 2, name: 'Green tea' }],
    said: ['add one more Green tea and you get 50% off'],
    nudges: [{ missing: { quantity: 1, sku: 'A' }, gain: 10000 }],
    bought: [{ quantity: 3 }],
  },
  {
    name: 'points, worth 1.00 each',
    rule: 'when: receipt.total >= 10000, do: { earn_points: { points: 7, per: receipt } }',
    lines: [{ price: 9900 }],
    said: ['1.00 more and you get 7 points'],
    nudges: [{ missing: { amount: 100 }, gain: 700 }],
    bought: [{ price: 10000 }],
  },
  {
    name: 'points back, and a multiplier of them',
    groups: `{ code: g, type: points, rules: [
      { code: base, do: { earn_percent: { percent: 5 } } },
      { code: more, when: receipt.total >= 10000, do: { earn_percent: { percent: 10 } } },
      { code: twice, when: receipt.total >= 10000, do: { multiply: { factor: 3 } } }] }`,
    lines: [{ price: 9900 }],
    said: ['1.00 more and you get 10% back in points', '1.00 more and you get points × 3'],
    nudges: [
      { missing: { amount: 100 }, gain: 900 },
      { missing: { amount: 100 }, gain: 900 },
    ],
  },
]);

table('the next step of a mechanic', [
  {
    name: 'per_spend_off',
    rule: 'do: { per_spend_off: { each: 10000, percent: 1, maxPercent: 2 } }',
    lines: [{ price: 19500 }],
    said: ['5.00 more and you get 2% off'],
    nudges: [{ missing: { amount: 500 }, gain: 195 }],
    bought: [{ price: 20000 }],
  },
  {
    name: 'per_spend_off at its most',
    rule: 'do: { per_spend_off: { each: 10000, percent: 1, maxPercent: 2 } }',
    lines: [{ price: 29500 }],
    said: [],
  },
  {
    name: 'per_spend_off of an amount, for goods of a brand',
    rule: 'items: { brand: X }, do: { per_spend_off: { each: 10000, amount: 700 } }',
    lines: [{ price: 9500, brand: 'X' }],
    said: ['5.00 more of X and you get 7.00 off'],
    nudges: [{ missing: { amount: 500 }, gain: 700 }],
    bought: [{ price: 10000, brand: 'X' }],
  },
  {
    name: 'earn_per_spend',
    rule: 'do: { earn_per_spend: { each: 10000, points: 5 } }',
    lines: [{ price: 29900 }],
    said: ['1.00 more and you get another 5 points'],
    nudges: [{ missing: { amount: 100 }, gain: 500 }],
    bought: [{ price: 30000 }],
  },
  {
    name: 'ladder_off by what is bought',
    rule: 'do: { ladder_off: { by: receipt.total, steps: [{ from: 5000, percent: 3 }, { from: 10000, percent: 7 }] } }',
    lines: [{ price: 9500 }],
    said: ['5.00 more and you get 7% off'],
    nudges: [{ missing: { amount: 500 }, gain: 380 }],
    bought: [{ price: 10000 }],
  },
  {
    name: 'a ladder by anything else says nothing',
    rule: 'do: { ladder_off: { by: member.purchases, steps: [{ from: 5, percent: 3 }] } }',
    lines: [{}],
    member: { purchases: 4 },
    said: [],
  },
  {
    name: 'earn_ladder',
    rule: 'do: { earn_ladder: { by: receipt.total, steps: [{ from: 10000, points: 20 }] } }',
    lines: [{ price: 9500 }],
    said: ['5.00 more and you get 20 points'],
    nudges: [{ missing: { amount: 500 }, gain: 2000 }],
    bought: [{ price: 10000 }],
  },
  {
    name: 'pay_for: one more of the cheapest',
    rule: 'do: { pay_for: { take: 3, pay: 2 } }',
    lines: [{ price: 10000 }, { sku: 'B', price: 9000, name: 'Mug' }],
    said: ['add one more Mug, one is free'],
    nudges: [{ missing: { quantity: 1, sku: 'B' }, gain: 9000 }],
    bought: [{ price: 10000 }, { sku: 'B', price: 9000, quantity: 2 }],
  },
  { name: 'pay_for: one of three', rule: 'do: { pay_for: { take: 3, pay: 2 } }', lines: [{}], said: [] },
  {
    name: 'pay_for: one of two',
    rule: 'do: { pay_for: { take: 2, pay: 1 } }',
    lines: [{ price: 10000 }],
    said: ['add one more A, one is free'],
    nudges: [{ missing: { quantity: 1, sku: 'A' }, gain: 10000 }],
    bought: [{ quantity: 2 }],
  },
  {
    name: 'pay_for: five of six',
    rule: 'do: { pay_for: { take: 3, pay: 2 } }',
    lines: [
      { price: 10000, quantity: 4 },
      { sku: 'B', price: 9000, name: 'Mug' },
    ],
    said: ['add one more Mug, one is free'],
    nudges: [{ missing: { quantity: 1, sku: 'B' }, gain: 9000 }],
    bought: [
      { price: 10000, quantity: 4 },
      { sku: 'B', price: 9000, quantity: 2 },
    ],
  },
  {
    name: 'every_nth of unit',
    rule: 'do: { every_nth: { n: 4, percent: 50, of: unit } }',
    lines: [{ price: 800, quantity: 3 }],
    said: ['add one more A, one is 50% off'],
    nudges: [{ missing: { quantity: 1, sku: 'A' }, gain: 400 }],
    bought: [{ price: 800, quantity: 4 }],
  },
  {
    name: 'every_nth of line: nobody knows what the next line costs',
    rule: 'do: { every_nth: { n: 2, percent: 50, of: line } }',
    lines: [{}],
    said: [],
  },
  {
    name: 'earn_per_nth',
    rule: 'items: { sku: A }, do: { earn_per_nth: { n: 3, points: 10, of: unit } }',
    lines: [{ quantity: 5 }],
    said: ['add one more A and you get another 10 points'],
    nudges: [{ missing: { quantity: 1, sku: 'A' }, gain: 1000 }],
    bought: [{ quantity: 6 }],
  },
  {
    name: 'a part of a set that is nowhere: its price is not known',
    rule: 'do: { set_price: { set: [{ items: { sku: A } }, { items: { sku: B } }], price: 12999 } }',
    lines: [{ price: 10000 }],
    said: ['add one B and the set costs 129.99'],
    nudges: [{ missing: { quantity: 1, sku: 'B' }, gain: 0 }],
    bought: [{ price: 10000 }, { sku: 'B', price: 6000 }],
  },
  {
    name: 'a second set, whose part is there',
    rule: 'do: { set_price: { set: [{ items: { sku: A } }, { items: { sku: B } }], price: 12999 } }',
    lines: [
      { price: 10000, quantity: 2 },
      { sku: 'B', price: 6000 },
    ],
    said: ['add one more B and the set costs 129.99'],
    nudges: [{ missing: { quantity: 1, sku: 'B' }, gain: 3001 }],
    bought: [
      { price: 10000, quantity: 2 },
      { sku: 'B', price: 6000, quantity: 2 },
    ],
  },
  {
    name: 'set_off: at least of what is there',
    rule: 'do: { set_off: { set: [{ items: { sku: A } }, { items: { category: tea } }], percent: 15 } }',
    lines: [{ price: 10000 }],
    said: ['add one tea and the set is 15% off'],
    nudges: [{ missing: { quantity: 1 }, gain: 1500 }],
    bought: [{ price: 10000 }, { sku: 'B', category: ['tea'], price: 6000 }],
  },
  {
    name: 'two parts missing',
    rule: 'do: { set_off: { set: [{ items: { sku: A } }, { items: { sku: B } }, { items: { sku: C } }], amount: 100 } }',
    lines: [{ price: 10000 }],
    said: [],
  },
  {
    name: 'earn_set',
    rule: 'do: { earn_set: { set: [{ items: { sku: A } }, { items: { sku: B }, quantity: 2 }], points: 30 } }',
    lines: [{ price: 10000 }, { sku: 'B', price: 600 }],
    said: ['add one more B and you get 30 points'],
    nudges: [{ missing: { quantity: 1, sku: 'B' }, gain: 3000 }],
    bought: [{ price: 10000 }, { sku: 'B', price: 600, quantity: 2 }],
  },
  {
    name: 'a gift that is also what is bought',
    rule: 'do: { gift: { buy: { items: { sku: A } }, get: { items: { sku: A } }, percent: 50 } }',
    lines: [{ price: 900 }],
    said: ['add one more A, one is 50% off'],
    nudges: [{ missing: { quantity: 1, sku: 'A' }, gain: 450 }],
    bought: [{ price: 900, quantity: 2 }],
  },
]);

const pair = (mode: string, scope: string, other: string) =>
  `{ code: g, type: price, mode: ${mode}, scope: ${scope}, rules: [{ code: one, ${ten} }, { code: other, ${other} }] }`;
const near = [{ price: 9900 }];

table('not of what nobody could have', [
  { name: 'a gate', rule: `channels: [web], ${ten}`, lines: near, said: [] },
  {
    name: 'another part of the condition',
    rule: `when: receipt.total >= 10000 && receipt.lineCount > 1, do: { percent_off: { percent: 10 } }`,
    lines: near,
    said: [],
  },
  {
    name: 'either of two',
    rule: 'when: receipt.total >= 10000 || receipt.lineCount > 1, do: { percent_off: { percent: 10 } }',
    lines: near,
    said: [],
  },
  { name: 'no line it matches', rule: `items: { sku: B }, ${ten}`, lines: near, said: [] },
  {
    name: 'its limit is used up',
    rule: `limits: [{ by: member, times: 1, per: day }], ${ten}`,
    lines: near,
    limits: { 'main/one/member/times/day/2026-11-22': 1 },
    said: [],
  },
  {
    name: 'a limit that leaves something',
    rule: `limits: [{ by: rule, amount: 300, per: total }], ${ten}`,
    lines: near,
    said: ['1.00 more and you get 10% off'],
    nudges: [{ missing: { amount: 100 }, gain: 300 }],
  },
  {
    name: 'a limit by member, and nobody known',
    rule: `limits: [{ by: member, times: 1, per: day }], ${ten}`,
    lines: near,
    member: null,
    said: [],
  },
  {
    name: 'points, and nobody to have them',
    rule: 'do: { earn_per_spend: { each: 10000, points: 5 } }',
    lines: near,
    member: null,
    said: [],
  },
  { name: 'a catalogue page', rule: ten, lines: near, receipt: { mode: 'listing' }, said: [] },
  {
    name: 'displaced by the best',
    groups: pair('best', 'line', 'do: { percent_off: { percent: 12 } }'),
    lines: near,
    said: [],
  },
  {
    name: 'displaced by a higher priority',
    groups: pair('priority', 'line', 'priority: 1, do: { percent_off: { percent: 2 } }'),
    lines: near,
    said: [],
  },
  {
    name: 'better than the best: the difference',
    groups: pair('best', 'receipt', 'do: { percent_off: { percent: 4 } }'),
    lines: near,
    said: ['1.00 more and you get 10% off'],
    nudges: [{ missing: { amount: 100 }, gain: 594 }],
  },
  {
    name: 'of higher priority and no gain',
    groups: pair('priority', 'line', 'priority: -1, do: { percent_off: { percent: 12 } }'),
    lines: near,
    said: [],
  },
  {
    name: 'at most three, the most valuable first',
    groups: `{ code: g, type: price, base: initial, rules: [1, 2, 3, 4].map }`.replace(
      '[1, 2, 3, 4].map',
      `[${[1, 4, 2, 3].map((percent) => `{ code: p${percent}, when: receipt.total >= 10000, do: { percent_off: { percent: ${percent} } } }`)}]`,
    ),
    lines: near,
    said: ['1.00 more and you get 4% off', '1.00 more and you get 3% off', '1.00 more and you get 2% off'],
  },
]);

t.test('only where it is asked for; a trace changes nothing of it', async (t) => {
  const programme = programmeOf(`groups: [{ code: g, type: price, rules: [{ code: one, ${ten} }] }]`);
  const input = inputOf(receiptOf(near), { member: {} });
  t.strictSame(evaluate(programme, input).nudges, []);
  const asked = { ...input, nudge: true };
  const { nudges, trace } = evaluate(programme, { ...asked, explain: true });
  t.strictSame(nudges, evaluate(programme, asked).nudges);
  t.strictSame(trace, evaluate(programme, { ...input, explain: true }).trace);
  t.equal(nudges[0]?.texts.ru, 'ещё на 1,00 — и скидка 10%');
});
