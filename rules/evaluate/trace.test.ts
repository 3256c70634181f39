/**
 * What the trace says of a rule for every mechanic that had nothing to give, every limit, and every way to be displaced: what was
 * missing, in the receipt's own numbers, or by which rule it was displaced and by how much.
 */
import { traceCases } from './testing/trace-cases.ts';

const three = [{ price: 900 }, { price: 800 }, { price: 700 }];
const setOfAB = 'set: [{ items: { sku: A } }, { items: { sku: B }, quantity: 2 }]';

traceCases('mechanics', [
  { rule: 'items: { sku: B }', said: 'unmet: no line matches' },
  { rule: '', lines: [{ discountable: false }], said: 'unmet: the lines it matches may not be discounted' },
  {
    rule: 'do: { earn_percent: { percent: 1 } }',
    type: 'points',
    lines: [{ earnable: false }],
    said: 'unmet: the lines it matches may not earn points',
  },
  {
    rule: 'do: { earn_percent: { percent: 1 } }',
    type: 'points',
    member: null,
    said: 'unmet: nobody has shown a card: there is no one to have the points',
  },
  {
    rule: 'do: { earn_percent: { percent: 1 } }',
    type: 'points',
    lines: [{ price: 9990 }],
    said: 'unmet: 0.999 points round to nothing',
  },
  {
    rule: 'do: { earn_percent: { percent: 1, lot: { expireAt: 2026-11-01T00:00 } } }',
    type: 'points',
    said: 'unmet: its points would expire before they are active',
  },
  {
    rule: '',
    lines: [{ minPrice: 10000 }],
    said: 'unmet: nothing comes off the 10000 left to pay on the lines it matches',
  },
  { rule: '', lines: [{ manualDiscount: 10000 }], said: 'unmet: nothing is left to pay on the lines it matches' },
  {
    rule: 'do: { fixed_price: { price: 12000 } }',
    said: 'unmet: price 12000 is not below the 10000 paid for a unit of the lines it matches',
  },
  { rule: 'do: { pay_for: { take: 4, pay: 3 } }', lines: three, said: 'unmet: 3 of 4 units of the lines it matches' },
  {
    rule: 'do: { every_nth: { n: 4, percent: 100, of: unit } }',
    lines: three,
    said: 'unmet: 3 of 4 units of the lines it matches',
  },
  { rule: 'do: { every_nth: { n: 4, percent: 100, of: line } }', lines: three, said: 'unmet: 3 of 4 lines it matches' },
  {
    rule: 'do: { per_spend_off: { each: 3000, percent: 1 } }',
    lines: three,
    said: 'unmet: 2400 of 3000 spent on the lines it matches',
  },
  {
    rule: 'do: { earn_per_spend: { each: 3000, points: 1 } }',
    type: 'points',
    lines: three,
    said: 'unmet: 2400 of 3000 spent on the lines it matches',
  },
  {
    rule: 'do: { earn_per_nth: { n: 4, points: 1, of: unit } }',
    type: 'points',
    lines: three,
    said: 'unmet: 3 of 4 units of the lines it matches',
  },
  {
    rule: 'do: { ladder_off: { by: receipt.total, steps: [{ from: 3000, percent: 3 }] } }',
    lines: three,
    said: 'unmet: receipt.total 2400 < 3000',
  },
  {
    rule: 'do: { earn_ladder: { by: member.age, steps: [{ from: 60, percent: 3 }] } }',
    type: 'points',
    lines: three,
    said: 'unmet: member.age is missing',
  },
  {
    rule: `do: { set_price: { ${setOfAB}, price: 100 } }`,
    lines: [{}, { sku: 'B' }],
    said: 'unmet: 1 of 2 units of part 2 of the set',
  },
  {
    rule: `do: { set_price: { ${setOfAB}, price: 30000 } }`,
    lines: [{}, { sku: 'B', quantity: 2 }],
    said: 'unmet: price 30000 is not below the 30000 of the set',
  },
  {
    rule: `do: { set_off: { ${setOfAB}, percent: 5 } }`,
    lines: [{ sku: 'B', quantity: 2 }],
    said: 'unmet: 0 of 1 units of part 1 of the set',
  },
  {
    rule: `do: { earn_set: { ${setOfAB}, points: 5 } }`,
    type: 'points',
    said: 'unmet: 0 of 2 units of part 2 of the set',
  },
  {
    rule: 'do: { gift: { buy: { items: { sku: A }, quantity: 2 }, get: { items: { sku: B }, quantity: 1 }, percent: 100 } }',
    said: 'unmet: 1 of 2 units to buy',
  },
  {
    rule: 'do: { gift: { buy: { items: { sku: A } }, get: { items: { sku: B } }, percent: 100 } }',
    said: 'unmet: no unit to get',
  },
  {
    rule: 'do: { multiply: { factor: 2 } }',
    type: 'points',
    said: 'unmet: no points to multiply on the lines it matches',
  },
  {
    rule: 'do: { redeem_limit: { percent: 30, minNet: 20000 } }',
    type: 'redemption',
    said: 'unmet: minNet 20000 is not below the 10000 to pay on a line it matches',
  },
  {
    rule: 'items: { sku: B }, do: { message: { to: slip, text: hello } }',
    type: 'reward',
    said: 'unmet: no line matches',
  },
  // and what is said of one that does
  {
    rule: 'do: { multiply: { factor: 1.5 } }',
    type: 'points',
    before: '{ code: b, type: points, rules: [{ code: base, do: { earn_percent: { percent: 5 } } }] }, ',
    said: 'applied: points multiplied by 1.5',
  },
  { rule: 'do: { earn_points: { points: 1, per: line } }', type: 'points', said: 'applied: 1 point' },
  { rule: '', lines: three, said: 'applied: 240 off 3 lines' },
  {
    rule: 'do: { redeem_limit: { percent: 30 } }',
    type: 'redemption',
    said: 'applied: points may pay 3000 of the lines it matches',
  },
  { rule: 'do: { message: { to: slip, text: hello } }', type: 'reward', said: 'applied: tells the slip' },
]);

const bonus = 'do: { earn_points: { points: 50, per: line } }';

traceCases('limits', [
  {
    rule: 'limits: [{ by: member, times: 1, per: day }]',
    limits: { 'main/one/member/times/day/2026-11-22': 1 },
    said: 'limited: limit of 1 times by member per day used up',
  },
  {
    rule: 'limits: [{ by: member, times: 1, per: day }]',
    member: null,
    said: 'unmet: its limit by member needs a member, and none is known',
  },
  {
    rule: 'limits: [{ by: rule, amount: 5000, per: month }]',
    limits: { 'main/one/rule/amount/month/2026-11': 4200 },
    said: 'limited: 800 of 5000 by rule per month left; 800 off 1 line',
  },
  {
    rule: 'limits: [{ by: member, amount: 300, per: receipt }]',
    said: 'limited: 300 of 300 by member per receipt left; 300 off 1 line',
  },
  {
    rule: `${bonus}, limits: [{ by: member, points: 60, per: total }]`,
    type: 'points',
    limits: { 'main/one/member/points/total/total': 40 },
    said: 'limited: 20 of 60 points by member per total left; 20 points',
  },
  {
    rule: `${bonus}, limits: [{ by: rule, points: 60, per: year }]`,
    type: 'points',
    limits: { 'main/one/rule/points/year/2026': 60 },
    said: 'limited: limit of 60 points by rule per year used up',
  },
]);

const rival = (rules: string, mode = 'best', scope = 'line') =>
  `code: g, type: price, mode: ${mode}, scope: ${scope}, rules: [${rules}]`;
const off = (code: string, percent: number, more = '') =>
  `{ code: ${code}, ${more} do: { percent_off: { percent: ${percent} } } }`;
const two = [{ sku: 'A' }, { sku: 'B', price: 5000 }];
const earlier = (rule: string) =>
  `{ code: promo, type: price, rules: [{ code: first, exclusive: true, ${rule} do: { percent_off: { percent: 5 } } }] }, `;

traceCases('displacement', [
  {
    rule: '',
    group: rival(`${off('one', 5)}, ${off('other', 7)}`),
    said: 'displaced by other: displaced by other, 200 less',
  },
  {
    rule: '',
    group: rival(`${off('one', 5)}, ${off('other', 7)}`, 'best', 'receipt'),
    said: 'displaced by other: displaced by other, 200 less',
  },
  {
    rule: '',
    group: rival(`${off('one', 7)}, ${off('other', 5, 'priority: 1,')}`, 'priority'),
    said: 'displaced by other: displaced by other, 200 more but of lower rank',
  },
  {
    rule: '',
    group: rival(`${off('one', 7)}, ${off('another', 7)}`),
    said: 'displaced by another: displaced by another, as much',
  },
  // on the lines it wanted, whoever won them: A by x, 300 more, B by y, 50 more
  {
    rule: '',
    group: rival(`${off('one', 5)}, ${off('x', 8, 'items: { sku: A },')}, ${off('y', 6, 'items: { sku: B },')}`),
    lines: two,
    said: 'displaced by x: displaced by x, 350 less',
  },
  // lines that an exclusive rule of an earlier group had, units that another of its own group used up
  {
    rule: '',
    before: earlier(''),
    said: 'displaced by first: its lines are closed by first of group promo, which is exclusive',
  },
  {
    rule: 'items: { sku: A }',
    before: earlier('items: { sku: A },'),
    lines: two,
    said: 'displaced by first: its lines are closed by first of group promo, which is exclusive',
  },
  { rule: 'items: { sku: B }', before: earlier('items: { sku: A },'), lines: two, said: 'applied: 500 off 1 line' },
  {
    rule: '',
    group: `code: g, type: price, rules: [{ code: bundle, priority: 1, do: { pay_for: { take: 2, pay: 1 } } }, ${off('one', 5)}]`,
    lines: [{ quantity: 2 }],
    said: 'displaced by bundle: its units are used up by bundle of its own group',
  },
  {
    rule: '',
    group: `code: g, type: points, rules: [{ code: bundle, priority: 1, do: { earn_set: { set: [{ items: { sku: A } }], points: 1 } } }, { code: one, ${bonus} }]`,
    said: 'displaced by bundle: its units are used up by bundle of its own group',
  },
]);
