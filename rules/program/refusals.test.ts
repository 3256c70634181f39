import t from 'tap';
import { head, messagesOf, off, points, rule } from './testing/documents.ts';

const refusals: readonly [name: string, source: string, expected: string][] = [
  ['no program', 'groups: []', 'error :1 "program" is missing'],
  ['an unknown key', `${head}grups: []\n`, 'error grups:2 unknown key "grups"; did you mean "groups"?'],
  [
    'an unknown key far from any',
    `${head}xyzzy: []\n`,
    'error xyzzy:2 unknown key "xyzzy"; known here are program, points, tiers, counters, lists, groups',
  ],
  [
    'a code with blanks',
    'program: { code: my programme }',
    'error program.code:1 must be a code of letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit, not "my programme"',
  ],
  [
    'a currency in small letters',
    'program: { code: a, currency: rub }',
    'error program.currency:1 must be a currency of ISO 4217 such as RUB, not "rub"',
  ],
  [
    'a timezone',
    'program: { code: a, timezone: Europe/Moscou }',
    'error program.timezone:1 "Europe/Moscou" is no IANA timezone such as Europe/Moscow; did you mean "Europe/Moscow"?',
  ],
  [
    'an offset as timezone',
    'program: { code: a, timezone: "+03:00" }',
    'error program.timezone:1 "+03:00" is no IANA timezone such as Europe/Moscow',
  ],
  [
    'a group type',
    `${head}groups:\n  - { code: a, type: prise }\n`,
    'error groups[0].type:3 must be one of price, points, redemption, reward, not "prise"; did you mean "price"?',
  ],
  [
    'an unquoted sku',
    rule(`${off}\nitems: { sku: [85123] }`),
    'error groups[0].rules[0].items.sku[0]:8 must be a text of 1 to 200 characters, not 85123; put it in quotes: "85123"',
  ],
  [
    'an empty gate',
    rule(`${off}\nstores: []`),
    'error groups[0].rules[0].stores:8 must not be empty; leave it out instead',
  ],
  [
    'an empty selector',
    rule(`${off}\nitems: {}`),
    'error groups[0].rules[0].items:8 must be a selector with one of sku, category, brand, list, attributes, price, favourites, any, not, not a section of 0 keys',
  ],
  [
    'a selector key',
    rule(`${off}\nitems:\n  any: [{ sku: A }, { catgory: x }]`),
    'error groups[0].rules[0].items.any[1].catgory:9 unknown key "catgory"; did you mean "category"?',
  ],
  [
    'a favourite of another kind',
    rule(`${off}\nitems: { favourites: colour }`),
    'error groups[0].rules[0].items.favourites:8 must be sku, category or brand, or a list of these, not "colour"',
  ],
  [
    'one such among several',
    rule(`${off}\nitems: { favourites: [sku, brnd] }`),
    'error groups[0].rules[0].items.favourites[1]:8 must be one of sku, category, brand, not "brnd"; did you mean "brand"?',
  ],
  ['a rule without do', rule('title: nothing'), 'error groups[0].rules[0]:6 "do" is missing'],
  [
    'two mechanics',
    rule('do: { percent_off: { percent: 7 }, fixed_price: { price: 5 } }'),
    'error groups[0].rules[0].do:7 must be one mechanic with its parameters, such as {percent_off: {percent: 7}}, not a section of 2 keys',
  ],
  [
    'a misspelt mechanic',
    rule('do: { percent_of: { percent: 7 } }'),
    'error groups[0].rules[0].do.percent_of:7 unknown key "percent_of"; did you mean "percent_off"?',
  ],
  [
    'a misspelt parameter',
    rule('do: { percent_off: { precent: 7, percent: 7 } }'),
    'error groups[0].rules[0].do.percent_off.precent:7 unknown key "precent"; did you mean "percent"?',
  ],
  [
    'a percent above 100',
    rule('do: { percent_off: { percent: 107 } }'),
    'error groups[0].rules[0].do.percent_off.percent:7 must be a percent from 0 to 100 with at most 2 decimals, not 107',
  ],
  [
    'a percent of 3 decimals',
    rule('do: { percent_off: { percent: 7.125 } }'),
    'error groups[0].rules[0].do.percent_off.percent:7 must be a percent from 0 to 100 with at most 2 decimals, not 7.125',
  ],
  [
    'an amount with decimals',
    rule('do: { fixed_price: { price: 9.99 } }'),
    'error groups[0].rules[0].do.fixed_price.price:7 must be a whole number of minor units from 0 to 900000000000, not 9.99',
  ],
  [
    'an amount too large',
    rule('do: { fixed_price: { price: 900000000001 } }'),
    'error groups[0].rules[0].do.fixed_price.price:7 must be a whole number of minor units from 0 to 900000000000, not 900000000001',
  ],
  [
    'a lot on a price rule',
    rule('do: { percent_off: { percent: 7, lot: { purse: bonus } } }'),
    'error groups[0].rules[0].do.percent_off.lot:7 unknown key "lot"; known here are percent, maxAmount, round',
  ],
  [
    'hours',
    rule(`${off}\nschedule: [{ hours: ["18-21"] }]`),
    'error groups[0].rules[0].schedule[0].hours[0]:8 must be hours such as "18:00-21:00", not "18-21"',
  ],
  [
    'a day of the month',
    rule(`${off}\nschedule: [{ monthDays: [0] }]`),
    'error groups[0].rules[0].schedule[0].monthDays[0]:8 must be a day of the month 1 to 31, or -1 (the last) to -31, not 0',
  ],
  [
    'a day',
    rule(`${off}\nschedule: [{ days: [friday] }]`),
    'error groups[0].rules[0].schedule[0].days[0]:8 must be one of mon, tue, wed, thu, fri, sat, sun, not "friday"',
  ],
  [
    'an active with offset',
    rule(`${off}\nactive: { from: 2026-11-01T00:00Z }`),
    'error groups[0].rules[0].active.from:8 must be a local date and time such as 2026-11-01T00:00, without offset, not "2026-11-01T00:00Z"',
  ],
  [
    'a long expression',
    rule(`${off}\nwhen: "${'true || '.repeat(300)}true"`),
    `error groups[0].rules[0].when:8 must be a CEL expression of at most 2000 characters, not "${'true || '.repeat(7)}tru…`,
  ],
  ['tiers without levels', `${head}tiers: { by: x }\n`, 'error tiers:2 "levels" is missing'],
  [
    'a counter of something else',
    `${head}counters: [{ code: a, of: money, window: month }]\n`,
    'error counters[0].of:2 must be one of net, gross, receipts, quantity, points, not "money"',
  ],
  [
    'a level from half a unit',
    `${head}tiers: { by: x, levels: [{ code: a, from: 0.5 }] }\n`,
    'error tiers.levels[0].from:2 must be what the counter must reach, a whole number from 0 to 900000000000, not 0.5',
  ],
  [
    'reprice',
    points('returns: { reprice: remainin }'),
    'error points.returns.reprice:3 must be one of asPaid, remaining, not "remainin"; did you mean "remaining"?',
  ],
  [
    'cash rounding',
    'program: { code: a, cashRounding: 0 }',
    'error program.cashRounding:1 must be a whole number of minor units from 1 to 1000000, not 0',
  ],
  [
    'on registration',
    rule(`${off}\non: registration`),
    'error groups[0].rules[0].on:8 on registration nothing is paid: a price rule can only be on: receipt',
  ],
  [
    'on an activity without a type',
    rule(`${off}\non: "activity:"`),
    'error groups[0].rules[0].on:8 must be receipt, registration, tier, birthday, activity:<type> or period:<month|quarter|year>, not "activity:"',
  ],
  [
    'on something unheard of',
    rule(`${off}\non: receit`),
    'error groups[0].rules[0].on:8 must be receipt, registration, tier, birthday, activity:<type> or period:<month|quarter|year>, not "receit"',
  ],
  [
    'to the referrer',
    rule(`${off}\nto: referrer`),
    'error groups[0].rules[0].to:8 the referrer pays nothing here: a price rule can only be to: member',
  ],
  [
    'a coupon of a campaign with spaces',
    rule(`${off}\ncoupon: welcome 10`),
    'error groups[0].rules[0].coupon:8 must be a code of letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit, not "welcome 10"',
  ],
  [
    'a cost of a purse that nothing is put into',
    rule(`${off}\ncost: { purse: stamps, count: 10 }`),
    'error groups[0].rules[0].cost.purse:8 there is no purse "stamps"; there are bonus',
  ],
  [
    'melting by nothing',
    rule('do: { earn_percent: { percent: 1, lot: { melt: { every: P7D, percent: 0 } } } }'),
    'error groups[0].rules[0].do.earn_percent.lot.melt.percent:7 must be a percent from 0.01 to 100 with at most 2 decimals, not 0',
  ],
];

t.test('what does not fit the schema is told with its path and its line', async (t) => {
  for (const [name, source, expected] of refusals) t.equal(messagesOf(source)[0], expected, name);
});
