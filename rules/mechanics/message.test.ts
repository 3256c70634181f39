import t from 'tap';
import { evaluated, type LineParts, reasonOf, receiptOf } from '../evaluate/testing/evaluation.ts';

interface Case {
  readonly name: string;
  /** Groups before the one of messages. */
  readonly before?: string;
  /** Keys of the group, each followed by a comma. */
  readonly group?: string;
  readonly rules: readonly string[];
  readonly lines?: readonly LineParts[];
  readonly limits?: Readonly<Record<string, number>>;
  readonly told: readonly string[];
  /** Of the first rule. */
  readonly reason?: string;
}

const say = (code: string, to: string, more = '') =>
  `{ code: ${code}, ${more} do: { message: { to: ${to}, text: ${code} } } }`;
const wine = { sku: 'wine', category: ['alcohol'] };
const alcohol = 'items: { category: alcohol },';
const free = '{ code: p, type: price, rules: [{ code: free, do: { percent_off: { percent: 100 } } }] },';

const cases: readonly Case[] = [
  {
    name: 'to everybody, without a card',
    rules: [say('hello', 'slip')],
    told: ['slip hello'],
    reason: 'applied: tells the slip',
  },
  {
    name: 'once for many lines',
    rules: [say('age', 'cashier', alcohol)],
    lines: [wine, wine, {}],
    told: ['cashier age'],
  },
  { name: 'no such line', rules: [say('age', 'cashier', alcohol)], told: [], reason: 'unmet: no line matches' },
  {
    name: 'at whatever price',
    before: free,
    rules: [say('age', 'cashier', alcohol)],
    lines: [wine],
    told: ['cashier age'],
  },
  {
    name: 'by what the receipt comes to after discounts',
    before: '{ code: p, type: price, rules: [{ code: half, do: { percent_off: { percent: 50 } } }] },',
    rules: [say('rich', 'customer', "when: 'receipt.total >= 10000',")],
    told: [],
    reason: 'unmet: receipt.total 5000 < 10000',
  },
  {
    name: 'all of a stack, by priority',
    rules: [say('second', 'slip'), say('first', 'slip', 'priority: 1,')],
    told: ['slip first', 'slip second'],
  },
  {
    name: 'one winner for the receipt',
    group: 'mode: priority, scope: receipt,',
    rules: [say('low', 'slip'), say('high', 'slip', 'priority: 1,')],
    told: ['slip high'],
    reason: 'displaced: displaced by high, as much',
  },
  {
    name: 'one winner for each line',
    group: 'mode: priority,',
    rules: [say('any', 'slip'), say('age', 'cashier', `priority: 1, ${alcohol}`)],
    lines: [wine, {}],
    told: ['cashier age', 'slip any'],
  },
  {
    name: 'no more often than its limit',
    rules: [say('hello', 'slip', 'limits: [{ by: rule, times: 3, per: day }],')],
    limits: { 'main/hello/rule/times/day/2026-11-22': 3 },
    told: [],
    reason: 'limited: limit of 3 times by rule per day used up',
  },
];

for (const { name, before = '', group = '', rules, lines = [{}], limits = {}, told, reason } of cases) {
  t.test(name, async (t) => {
    const programme = `groups: [${before} { code: g, type: reward, ${group} rules: [${rules.join(', ')}] }]`;
    const evaluation = evaluated(programme, receiptOf(lines), { member: null, limits });
    t.strictSame(
      evaluation.messages.map(({ to, text }) => `${to} ${text}`),
      told,
    );
    const [rule = ''] = rules[0]?.match(/(?<=code: )\w+/) ?? [];
    if (reason !== undefined) t.equal(reasonOf(evaluation, rule), reason);
  });
}

t.test('its limit is used, and an exclusive one closes its lines', async (t) => {
  const programme = `groups: [
    { code: g, type: reward, rules: [${say('one', 'slip', `exclusive: true, ${alcohol} limits: [{ by: rule, times: 3, per: total }],`)}] },
    { code: h, type: reward, rules: [${say('two', 'slip', alcohol)}, ${say('three', 'slip')}] }]`;
  const { messages, limitUses } = evaluated(programme, receiptOf([wine, {}]));
  t.strictSame(
    messages.map(({ text }) => text),
    ['one', 'three'],
  );
  t.strictSame(limitUses, [
    { key: 'main/one/rule/times/total/total', scope: 'rule', rule: 'one', unit: 'times', used: 1, cap: 3 },
  ]);
});

t.test('a catalogue page is told nothing', async (t) => {
  const programme = `groups: [{ code: g, type: reward, rules: [${say('hello', 'slip')}] }]`;
  t.strictSame(evaluated(programme, receiptOf([{}, {}], { mode: 'listing' })).messages, []);
});
