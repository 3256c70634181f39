import t from 'tap';
import { parseProgramme } from '../parse.ts';
import { head, messagesOf, multiplied, off, points, rule } from '../testing/documents.ts';

const counted = 'counters: [{ code: spend, of: net, window: month }]\n';
const tiered = `${counted}tiers: { by: spend, levels: [{ code: base, from: 0 }, { code: gold, from: 500 }] }\n`;

const refusals: readonly [name: string, source: string, expected: string][] = [
  [
    'a purse twice',
    points('purses: [{ code: bonus }, { code: bonus }]'),
    'error points.purses[1].code:3 there is already a purse with the code "bonus"',
  ],
  [
    'a purse duration',
    points('purses: [{ code: bonus, expireAfter: 1Y }]'),
    'error points.purses[0].expireAfter:3 "1Y" is no ISO 8601 duration such as P30D, P6M or P1Y',
  ],
  [
    'a negative duration',
    points('purses: [{ code: bonus, expireAfter: -P1Y }]'),
    'error points.purses[0].expireAfter:3 "-P1Y" is no ISO 8601 duration such as P30D, P6M or P1Y',
  ],
  [
    'a confirmation of a month',
    points('confirm: { above: 50000, ttl: P1M }'),
    'error points.confirm.ttl:3 "P1M" is no ISO 8601 duration of days or less, such as P7D or PT15M',
  ],
  [
    'a hold of a month',
    points('hold: { maxTtl: P1M }'),
    'error points.hold.maxTtl:3 "P1M" is no ISO 8601 duration of days or less, such as P7D or PT15M',
  ],
  [
    'a hold beyond its bound',
    points('hold: { ttl: P2D, maxTtl: P1D }'),
    'error points.hold.ttl:3 is longer than points.hold.maxTtl, P1D',
  ],
  [
    'a worth below the scale',
    points('scale: 3'),
    'error points.scale:3 one point unit would pay 0.1 minor units; with this scale worth must be a multiple of 1000',
  ],
  [
    'a worth off the scale',
    points('scale: 1\nworth: 15'),
    'error points.worth:4 one point unit would pay 1.5 minor units; with this scale worth must be a multiple of 10',
  ],
  [
    'a group code twice',
    `${head}groups:\n  - { code: a, type: price }\n  - { code: a, type: price }\n`,
    'error groups[1].code:4 there is already a rule group with the code "a"',
  ],
  [
    'a rule code twice',
    `${rule(off)}      - code: one\n        ${off}\n`,
    'error groups[0].rules[1].code:8 there is already a rule with the code "one"',
  ],
  [
    'points in a price group',
    rule('do: { earn_percent: { percent: 1 } }'),
    'error groups[0].rules[0].do.earn_percent:7 earn_percent belongs in a group of type points; the group "shelf" is of type price',
  ],
  [
    'a list nobody has, much like one that is there',
    `${rule(`${off}\nitems: { not: { list: seasn } }`)}lists: { season: [A] }\n`,
    'warning groups[0].rules[0].items:8 "seasn" is taken for a list kept through the API; did you mean "season"?',
  ],
  [
    'a price range',
    rule(`${off}\nitems:\n  any:\n    - price: { from: 10, to: 5 }`),
    'error groups[0].rules[0].items.any[0].price:10 from 10 is above to 5: no price is in it',
  ],
  [
    'a period turned round',
    rule(`${off}\nactive: { from: 2026-12-01T00:00, to: 2026-11-01T00:00 }`),
    'error groups[0].rules[0].active:8 from 2026-12-01T00:00 is not before to 2026-11-01T00:00: the rule can never apply',
  ],
  [
    'a day that is not',
    rule(`${off}\nactive: { from: 2026-02-30T00:00 }`),
    'error groups[0].rules[0].active.from:8 there is no 2026-02-30T00:00',
  ],
  [
    'hours of no time',
    rule(`${off}\nschedule: [{ hours: ["18:00-18:00"] }]`),
    'error groups[0].rules[0].schedule[0].hours[0]:8 "18:00-18:00" ends where it begins; leave hours out for the whole day',
  ],
  [
    'a limit of nothing',
    rule(`${off}\nlimits: [{ by: member, per: day }]`),
    'error groups[0].rules[0].limits[0]:8 a limit has one of times, amount and points',
  ],
  [
    'a limit of two things',
    rule(`${off}\nlimits: [{ by: member, per: day, times: 1, amount: 5 }]`),
    'error groups[0].rules[0].limits[0]:8 a limit has one of times, amount and points',
  ],
  [
    'a limit twice',
    rule(`${off}\nlimits:\n  - { by: rule, times: 1, per: day }\n  - { by: rule, times: 2, per: day }`),
    'error groups[0].rules[0].limits[1]:10 there is already a limit of times by rule per day',
  ],
  [
    'a percentage and an amount',
    rule('do: { per_spend_off: { each: 100, percent: 1, amount: 5 } }'),
    'error groups[0].rules[0].do.per_spend_off:7 must have percent or amount, not both',
  ],
  [
    'a step of a percentage and an amount',
    rule('do:\n  ladder_off:\n    by: receipt.total\n    steps: [{ from: 0, percent: 1, amount: 5 }]'),
    'error groups[0].rules[0].do.ladder_off.steps[0]:10 must have percent or amount, not both',
  ],
  [
    'a step twice',
    rule('do:\n  ladder_off:\n    by: receipt.total\n    steps: [{ from: 9, percent: 1 }, { from: 9, amount: 5 }]'),
    'error groups[0].rules[0].do.ladder_off.steps[1].from:10 there is already a step from 9',
  ],
  [
    'a ladder by what is no number',
    rule('do:\n  ladder_off:\n    by: member.tier\n    steps: [{ from: 9, percent: 1 }]'),
    'error groups[0].rules[0].do.ladder_off.by:9 what a ladder goes by must be a number; member.tier is a text (at character 1)',
  ],
  [
    'neither a percentage nor an amount',
    rule('do: { per_spend_off: { each: 100, maxPercent: 5 } }'),
    'error groups[0].rules[0].do.per_spend_off:7 must have percent or amount',
  ],
  [
    'points of a reward',
    `${head}groups:\n  - code: a\n    type: reward\n    rules:\n      - code: one\n        do: { message: { to: slip, text: Hello } }\n        limits: [{ by: rule, points: 1, per: day }]\n`,
    'error groups[0].rules[0].limits[0].points:8 a reward takes no money off and gives no points; limit its times',
  ],
  [
    'units of a reward',
    `${head}groups:\n  - code: a\n    type: reward\n    rules:\n      - code: one\n        do: { message: { to: slip, text: Hello } }\n        take: { order: listed, count: 1 }\n`,
    'error groups[0].rules[0].take:8 a reward takes no units; remove it',
  ],
  [
    'a share of a reward',
    `${head}groups:\n  - code: a\n    type: reward\n    rules:\n      - code: one\n        do: { message: { to: slip, text: Hello } }\n        tenders: [{ type: card, share: true }]\n`,
    'error groups[0].rules[0].tenders[0].share:8 a reward has no share; remove it',
  ],
  [
    'points of a price rule',
    rule(`${off}\nlimits: [{ by: rule, points: 1, per: day }]`),
    'error groups[0].rules[0].limits[0].points:8 a price rule gives no points; limit its amount or times',
  ],
  [
    'a condition',
    rule(`${off}\nwhen: receipt.totl > 5`),
    'error groups[0].rules[0].when:8 receipt has no totl; did you mean "total"? (at character 1)',
  ],
  [
    'a condition of a group',
    `${head}groups:\n  - code: a\n    type: price\n    when: receipt.total\n`,
    'error groups[0].when:5 a condition must be true or false; receipt.total is a number (at character 1)',
  ],
  [
    'a counter nobody declares',
    rule(`${off}\nwhen: counter("spend") > 5`),
    'error groups[0].rules[0].when:8 there is no counter "spend"; the programme declares none (at character 9)',
  ],
  [
    'a counter twice',
    `${head}counters: [{ code: a, of: net, window: month }, { code: a, of: gross, window: month }]\n`,
    'error counters[1].code:2 there is already a counter with the code "a"',
  ],
  [
    'a window that is none',
    `${head}counters: [{ code: a, of: net, window: fortnight }]\n`,
    'error counters[0].window:2 "fortnight" is no window; a window is day, week, month, quarter, year, or an ISO 8601 duration of days such as P90D or P1Y',
  ],
  [
    'a window of hours',
    `${head}counters: [{ code: a, of: net, window: P1DT12H }]\n`,
    'error counters[0].window:2 "P1DT12H" is no window; a window is day, week, month, quarter, year, or an ISO 8601 duration of days such as P90D or P1Y',
  ],
  [
    'a window of eleven years',
    `${head}counters: [{ code: a, of: net, window: P11Y }]\n`,
    'error counters[0].window:2 "P11Y" is too long to be counted day by day; count by year or quarter instead',
  ],
  [
    'ten windows of a year and more',
    `${rule(`${off}\nwhen: counter("a", -10) > 5`)}counters: [{ code: a, of: net, window: P1Y }]\n`,
    'error counters[0].window:9 "P1Y" is too long to be counted day by day, and 10 windows before this one are asked for; count by year or quarter instead',
  ],
  [
    'a price range of a counter',
    `${head}counters: [{ code: a, of: net, items: { price: { from: 2, to: 1 } }, window: month }]\n`,
    'error counters[0].items.price:2 from 2 is above to 1: no price is in it',
  ],
  [
    'a counter nobody declared',
    `${rule(`${off}\nwhen: counter("spent") > 5`)}${counted}`,
    'error groups[0].rules[0].when:8 there is no counter "spent"; did you mean "spend"? (at character 9)',
  ],
  [
    'tiers by no counter',
    `${counted}${head}tiers: { by: spent, levels: [{ code: base, from: 0 }] }\n`,
    'error tiers.by:3 there is no counter "spent"; did you mean "spend"?',
  ],
  [
    'levels downwards',
    `${counted}${head}tiers: { by: spend, levels: [{ code: gold, from: 500 }, { code: base, from: 0 }] }\n`,
    'error tiers.levels[1].from:3 is not above 500; write the lowest level first',
  ],
  [
    'a level twice',
    `${counted}${head}tiers: { by: spend, levels: [{ code: gold, from: 1 }, { code: gold, from: 2 }] }\n`,
    'error tiers.levels[1].code:3 there is already a level with the code "gold"',
  ],
  [
    'a keep that is no duration',
    `${counted}${head}tiers: { by: spend, levels: [{ code: gold, from: 1, keep: 1Y }] }\n`,
    'error tiers.levels[0].keep:3 "1Y" is no ISO 8601 duration such as P30D, P6M or P1Y',
  ],
];

const rewards = (rules: string, purses = '[{ code: bonus }]') =>
  `${head}points: { purses: ${purses} }\ngroups:\n  - code: r\n    type: reward\n    rules:\n${rules}`;
const stamped = '      - { code: s, do: { add_stamps: { purse: stamps, count: 1, per: receipt } } }\n';
const stampRefusals: readonly [name: string, source: string, expected: string][] = [
  [
    'stamps into the purse of points',
    rewards(
      '      - { code: s, do: { add_stamps: { purse: bonus, count: 1, per: receipt } } }\n',
      '[{ code: other }]',
    ).replace('other', 'bonus'),
    'error groups[0].rules[0].do.add_stamps.purse:7 the purse "bonus" is for points, which rules give without naming one; stamps need another',
  ],
  [
    'points into a purse of stamps',
    `${rewards(stamped, '[{ code: bonus }, { code: stamps }]')}  - { code: e, type: points, rules: [{ code: x, do: { earn_percent: { percent: 1, lot: { purse: stamps } } } }] }\n`,
    'error groups[1].rules[0].do.earn_percent.lot.purse:8 the purse "stamps" is for stamps, which add_stamps puts into it; points need another',
  ],
  [
    'a spend of nothing',
    rewards('      - { code: s, do: { add_stamps: { purse: stamps, count: 1, per: spend } } }\n'),
    'error groups[0].rules[0].do.add_stamps.each:7 per: spend needs each: the spend that gives them',
  ],
  [
    'each of what is no spend',
    rewards('      - { code: s, do: { add_stamps: { purse: stamps, count: 1, per: unit, each: 5 } } }\n'),
    'error groups[0].rules[0].do.add_stamps.each:7 each is for per: spend',
  ],
  [
    'a misspelt purse of a cost',
    rewards(
      `${stamped}      - { code: t, cost: { purse: stmps, count: 1 }, do: { message: { to: slip, text: hi } } }\n`,
    ),
    'error groups[0].rules[1].cost.purse:8 there is no purse "stmps"; did you mean "stamps"?',
  ],
  [
    'a cost where nobody can ask',
    rewards(
      `${stamped}      - { code: t, on: birthday, cost: { purse: stamps, count: 1 }, do: { award_badge: { badge: b } } }\n`,
    ),
    'error groups[0].rules[1].cost:8 only a rule on a receipt, for its own member, can be paid for',
  ],
];

t.test('what makes no sense is told with its path and its line', async (t) => {
  for (const [name, source, expected] of stampRefusals) t.equal(messagesOf(source)[0], expected, name);
  for (const [name, source, expected] of refusals) t.equal(messagesOf(source)[0], expected, name);
});

const multipliedRefusals: readonly [action: string, expected: string][] = [
  [
    '{ multiply: { factor: 2, rules: [bse] } }',
    'error groups[1].rules[1].do.multiply.rules[0]:12 there is no rule "bse"; did you mean "base"?',
  ],
  [
    '{ multiply: { factor: 2, rules: [one] } }',
    'error groups[1].rules[1].do.multiply.rules[0]:12 the rule "one" gives no points to multiply',
  ],
  [
    '{ earn_percent: { percent: 1, lot: { purse: bonsu } } }',
    'error groups[1].rules[1].do.earn_percent.lot.purse:12 there is no purse "bonsu"; did you mean "bonus"?',
  ],
  [
    '{ earn_percent: { percent: 1, lot: { expireAfter: soon } } }',
    'error groups[1].rules[1].do.earn_percent.lot.expireAfter:12 "soon" is no ISO 8601 duration such as P30D, P6M or P1Y',
  ],
  [
    '{ earn_percent: { percent: 1, lot: { melt: { every: weekly, percent: 10 } } } }',
    'error groups[1].rules[1].do.earn_percent.lot.melt.every:12 "weekly" is no ISO 8601 duration such as P30D, P6M or P1Y',
  ],
  [
    '{ earn_percent: { percent: 1, lot: { melt: { every: PT59M, percent: 10 } } } }',
    'error groups[1].rules[1].do.earn_percent.lot.melt.every:12 points melt once an hour at most',
  ],
  [
    '{ earn_percent: { percent: 1, lot: { expireAfter: P1D, expireAt: 2027-01-01T00:00 } } }',
    'error groups[1].rules[1].do.earn_percent.lot.expireAt:12 a lot has expireAfter or expireAt, not both',
  ],
  [
    '{ earn_percent: { percent: 1, lot: { expireAt: 2027-13-01T00:00 } } }',
    'error groups[1].rules[1].do.earn_percent.lot.expireAt:12 there is no 2027-13-01T00:00',
  ],
  [
    '{ earn_percent: { percent: 1 } }, limits: [{ by: rule, amount: 1, per: day }]',
    'error groups[1].rules[1].limits[0].amount:12 a points rule takes no money off; limit its points or times',
  ],
];

t.test('rules that name other rules and purses', async (t) => {
  for (const [action, expected] of multipliedRefusals) t.equal(messagesOf(multiplied(action))[0], expected, action);
});

const warnings: readonly [source: string, expected: string][] = [
  [
    points('confirm: { above: 50000, ttl: PT5M }'),
    'warning points.confirm:3 payment confirmation by SMS is not supported yet; this version cannot be published',
  ],
  [
    rule('do: { percent_off: { percent: 0 } }'),
    'warning groups[0].rules[0].do.percent_off.percent:7 percent_off of 0 gives nothing',
  ],
  [
    rule(`${off}\nactive: { to: 2026-01-01T00:00 }`),
    'warning groups[0].rules[0].active.to:8 ended at 2026-01-01T00:00: the rule can never apply again',
  ],
  [
    `${rule(`${off}\ntiers: [golt]`)}${tiered}`,
    'warning groups[0].rules[0].tiers[0]:8 there is no tier "golt"; did you mean "gold"?',
  ],
  [
    `${rule(`${off}\nwhen: 'receipt.total > 5 && member.tier in ["gold", "vip"]'`)}${tiered}`,
    'warning groups[0].rules[0].when:8 there is no tier "vip"; tiers has base, gold',
  ],
  [rule(`${off}\nstores: [s1, s2, s1]`), 'warning groups[0].rules[0].stores[2]:8 "s1" is named twice'],
  [
    `${head}groups:\n  - code: a\n    type: price\n    mode: priority\n    rules:\n      - { code: one, ${off} }\n      - { code: two, ${off} }\n`,
    'warning groups[0].rules[1].code:8 has the priority 0 of "one": where both apply the larger gain wins',
  ],
  [multiplied('{ multiply: { factor: 0 } }'), 'warning groups[1].rules[1].do.multiply.factor:12 takes all points away'],
  [
    multiplied('{ earn_percent: { percent: 1, lot: { expireAt: 2026-01-01T00:00 } } }'),
    'warning groups[1].rules[1].do.earn_percent.lot.expireAt:12 is in the past: these points expire at once',
  ],
];

t.test('what is odd is told and does not stop the document', async (t) => {
  for (const [source, expected] of warnings) {
    t.same(messagesOf(source, Date.UTC(2026, 10, 22)), [expected], expected);
    t.ok(parseProgramme(source).document, expected);
  }
});
