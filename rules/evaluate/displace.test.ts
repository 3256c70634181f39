import t from 'tap';
import { discounts, evaluated, type LineParts, reasonOf, receiptOf } from './testing/evaluation.ts';

/**
 * Two lines, A at 10000 and B at 5000. Three rules: ten takes 10% of everything, a500 takes 500 off A, b900 takes 900
 * off B. Alone: ten 1000 + 500, a500 500 + 0, b900 0 + 900.
 */
const rules = (priorities: { ten?: number; a500?: number; b900?: number }, exclusive = '') => `
  { code: ten, priority: ${priorities.ten ?? 0}, ${exclusive} do: { percent_off: { percent: 10 } } },
  { code: a500, priority: ${priorities.a500 ?? 0}, items: { sku: A }, do: { amount_off: { amount: 500, per: line } } },
  { code: b900, priority: ${priorities.b900 ?? 0}, items: { sku: B }, do: { amount_off: { amount: 900, per: line } } }`;

const two: LineParts[] = [
  { sku: 'A', price: 10000 },
  { sku: 'B', price: 5000 },
];

const truth = [
  // stack: all of them; of equal priority the larger gain first (ten 1500, b900 900, a500 500).
  { mode: 'stack', scope: 'line', base: 'initial', priorities: {}, discounts: [1500, 1400], applied: 'ten b900 a500' },
  { mode: 'stack', scope: 'line', base: 'current', priorities: {}, discounts: [1500, 1400], applied: 'ten b900 a500' },
  {
    mode: 'stack',
    scope: 'line',
    base: 'initial',
    priorities: { a500: 1 },
    discounts: [1500, 1400],
    applied: 'a500 ten b900',
  },
  {
    mode: 'stack',
    scope: 'line',
    base: 'current',
    priorities: { a500: 1 },
    discounts: [1450, 1400],
    applied: 'a500 ten b900',
  },
  {
    mode: 'stack',
    scope: 'line',
    base: 'current',
    priorities: { ten: -1 },
    discounts: [1450, 1310],
    applied: 'b900 a500 ten',
  },
  // best by line: ten has A (1000 > 500), b900 has B (900 > 500).
  { mode: 'best', scope: 'line', base: 'current', priorities: {}, discounts: [1000, 900], applied: 'ten b900' },
  {
    mode: 'best',
    scope: 'line',
    base: 'initial',
    priorities: { a500: 9 },
    discounts: [1000, 900],
    applied: 'ten b900',
  },
  // best by receipt: ten, 1500.
  { mode: 'best', scope: 'receipt', base: 'current', priorities: {}, discounts: [1000, 500], applied: 'ten' },
  { mode: 'best', scope: 'receipt', base: 'initial', priorities: { b900: 9 }, discounts: [1000, 500], applied: 'ten' },
  // priority by line: the highest that touches the line.
  {
    mode: 'priority',
    scope: 'line',
    base: 'current',
    priorities: { a500: 1 },
    discounts: [500, 900],
    applied: 'a500 b900',
  },
  {
    mode: 'priority',
    scope: 'line',
    base: 'current',
    priorities: { a500: 2, ten: 1 },
    discounts: [500, 500],
    applied: 'a500 ten',
  },
  { mode: 'priority', scope: 'line', base: 'initial', priorities: { ten: 1 }, discounts: [1000, 500], applied: 'ten' },
  { mode: 'priority', scope: 'line', base: 'initial', priorities: {}, discounts: [1000, 900], applied: 'ten b900' },
  // priority by receipt.
  {
    mode: 'priority',
    scope: 'receipt',
    base: 'current',
    priorities: { a500: 1 },
    discounts: [500, 0],
    applied: 'a500',
  },
  { mode: 'priority', scope: 'receipt', base: 'initial', priorities: {}, discounts: [1000, 500], applied: 'ten' },
] as const;

for (const { mode, scope, base, priorities, discounts: expected, applied } of truth) {
  t.test(`${mode} by ${scope} of ${base} with priorities ${JSON.stringify(priorities)}`, async (t) => {
    const group = `code: g, type: price, mode: ${mode}, scope: ${scope}, base: ${base}`;
    const evaluation = evaluated(`groups: [{ ${group}, rules: [${rules(priorities)}] }]`, receiptOf(two));
    t.strictSame(discounts(evaluation), expected);
    const order = new Set<string>();
    for (const line of evaluation.lines) for (const { rule } of line.adjustments) order.add(rule);
    t.strictSame([...order].sort(), applied.split(' ').sort());
    const outcomes = evaluation.trace?.filter((entry) => entry.outcome === 'applied').map((entry) => entry.rule);
    t.strictSame(outcomes?.sort(), applied.split(' ').sort());
    const others = evaluation.trace?.filter((entry) => entry.outcome !== 'applied') ?? [];
    t.ok(others.every((entry) => entry.outcome === 'displaced'));
  });

  t.test(`${mode} by ${scope}, then exclusive against a later group`, async (t) => {
    const group = `code: g, type: price, mode: ${mode}, scope: ${scope}, base: ${base}`;
    const later = '{ code: h, type: price, rules: [{ code: last, do: { amount_off: { amount: 1, per: line } } }] }';
    const programme = `groups: [{ ${group}, rules: [${rules(priorities, 'exclusive: true,')}] }, ${later}]`;
    const evaluation = evaluated(programme, receiptOf(two));
    const touched = evaluation.lines.map((line) => line.adjustments.some(({ rule }) => rule === 'ten'));
    const alone = discounts(evaluated(`groups: [{ ${group}, rules: [${rules(priorities)}] }]`, receiptOf(two)));
    t.strictSame(
      discounts(evaluation),
      alone.map((amount, index) => (touched[index] ? amount : amount + 1)),
    );
  });
}

const tie = (code: string, percent: number, more = '') =>
  `{ code: ${code}, ${more} do: { percent_off: { percent: ${percent} } } }`;

const ties = [
  { name: 'equal gains: by code', mode: 'best', rules: `${tie('b', 5)}, ${tie('a', 5)}`, winner: 'a' },
  {
    name: 'equal gains: the higher priority',
    mode: 'best',
    rules: `${tie('a', 5)}, ${tie('b', 5, 'priority: 1,')}`,
    winner: 'b',
  },
  { name: 'equal priorities: the larger gain', mode: 'priority', rules: `${tie('a', 5)}, ${tie('b', 6)}`, winner: 'b' },
  {
    name: 'equal priorities and gains: by code',
    mode: 'priority',
    rules: `${tie('b', 5)}, ${tie('a', 5)}`,
    winner: 'a',
  },
  {
    name: 'who gains nothing displaces nobody',
    mode: 'priority',
    rules: `${tie('a', 0, 'priority: 9,')}, ${tie('b', 5)}`,
    winner: 'b',
  },
];
for (const scope of ['line', 'receipt']) {
  for (const { name, mode, rules: written, winner } of ties) {
    t.test(`${mode} by ${scope}, ${name}`, async (t) => {
      const programme = `groups: [{ code: g, type: price, mode: ${mode}, scope: ${scope}, rules: [${written}] }]`;
      const { lines } = evaluated(programme, receiptOf([{}]));
      t.strictSame(
        lines[0]?.adjustments.map(({ rule }) => rule),
        [winner],
      );
    });
  }
}

t.test('stack: of equal priority the one that alone gains more goes first, then by code', async (t) => {
  const programme = `groups: [{ code: g, type: price, rules: [
    { code: c, do: { percent_off: { percent: 1 } } },
    { code: b, do: { amount_off: { amount: 500, per: line } } },
    { code: a, do: { percent_off: { percent: 1 } } }] }]`;
  const { lines } = evaluated(programme, receiptOf([{}]));
  t.strictSame(
    lines[0]?.adjustments.map(({ rule, amount }) => [rule, amount]),
    [
      ['b', 500],
      ['a', 95],
      ['c', 94],
    ],
  );
});

t.test('a rule that keeps some of its lines is reckoned again on those alone', async (t) => {
  const programme = `groups: [{ code: g, type: price, mode: best, rules: [
    { code: capped, do: { percent_off: { percent: 10, maxAmount: 1000 } } },
    { code: own, items: { sku: B }, do: { percent_off: { percent: 8 } } }] }]`;
  // Alone, capped gives 500 on each line; on A alone its 1000 fit.
  const evaluation = evaluated(programme, receiptOf([{ sku: 'A' }, { sku: 'B' }]));
  t.strictSame(discounts(evaluation), [1000, 800]);
});

t.test('a rule that deals in units wins all lines it consumed or none', async (t) => {
  const programme = (percent: number) => `groups: [{ code: g, type: price, mode: best, rules: [
    { code: threeForTwo, do: { pay_for: { take: 3, pay: 2 } } },
    { code: percent, do: { percent_off: { percent: ${percent} } } }] }]`;
  const three = receiptOf([{ price: 10000 }, { price: 9000 }, { price: 8000 }, { price: 20000 }]);
  // 8000 free against 7% of 10000 + 9000 + 8000 = 1890; the fourth unit is left to the percentage.
  const bundle = evaluated(programme(7), three);
  t.strictSame(discounts(bundle), [0, 0, 8000, 1400]);
  // 30% of 27000 = 8100 is more than 8000.
  const single = evaluated(programme(30), three);
  t.strictSame(discounts(single), [3000, 2700, 2400, 6000]);
  t.equal(reasonOf(single, 'threeForTwo'), 'displaced: displaced by percent, 100 less');
});

t.test('two rules that deal in units share a receipt by what is left', async (t) => {
  const programme = `groups: [{ code: g, type: price, mode: best, rules: [
    { code: all, do: { pay_for: { take: 2, pay: 1 } } },
    { code: a, items: { sku: A }, do: { pay_for: { take: 2, pay: 0 } } }] }]`;
  // all would free the two cheapest of four, 3000; a frees both of A, 20000, and leaves 1000 + 2000 to all.
  const lines = [{ sku: 'A' }, { sku: 'A' }, { sku: 'B', price: 2000 }, { sku: 'B', price: 1000 }];
  t.strictSame(discounts(evaluated(programme, receiptOf(lines))), [10000, 10000, 0, 1000]);
});

t.test('the trace says by whom and by how much', async (t) => {
  const programme = (
    mode: string,
    scope: string,
  ) => `groups: [{ code: g, type: price, mode: ${mode}, scope: ${scope}, rules: [
    { code: gold-5, priority: 1, do: { percent_off: { percent: 5 } } },
    { code: silver, do: { percent_off: { percent: 3.76 } } },
    { code: late, do: { percent_off: { percent: 6 } } }] }]`;
  const receipt = receiptOf([{ price: 100000 }]);
  for (const scope of ['line', 'receipt']) {
    const byPriority = evaluated(programme('priority', scope), receipt);
    t.equal(reasonOf(byPriority, 'gold-5'), 'applied: 5000 off 1 line');
    t.equal(reasonOf(byPriority, 'silver'), 'displaced: displaced by gold-5, 1240 less');
    t.equal(reasonOf(byPriority, 'late'), 'displaced: displaced by gold-5, 1000 more but of lower rank');
    const best = evaluated(programme('best', scope), receipt);
    t.equal(reasonOf(best, 'gold-5'), 'displaced: displaced by late, 1000 less');
  }
});
