import fc from 'fast-check';
import t from 'tap';
import { parseProgramme } from './parse.ts';

/** Every message as "severity path:line message". */
function messagesOf(source: unknown, atMs?: number): string[] {
  return parseProgramme(source, atMs).lint.map(
    ({ severity, path, line, message }) => `${severity} ${path}:${line ?? '-'} ${message}`,
  );
}

const head = 'program: { code: main, currency: RUB, timezone: Europe/Moscow }\n';

/** A programme of one price rule with these lines added to it; the rule's first added line is line 7. */
function rule(lines: string): string {
  const added = lines.split('\n').map((line) => `        ${line}\n`);
  return `${head}groups:\n  - code: shelf\n    type: price\n    rules:\n      - code: one\n${added.join('')}`;
}

function points(lines: string): string {
  return `${head}points:\n${lines
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

const off = 'do: { percent_off: { percent: 7 } }';

const refusals: readonly [name: string, source: string, expected: string][] = [
  // The source itself.
  ['empty', '', 'error :1 must be a programme document {program, points, lists, groups}, not empty'],
  ['a list', '- 1', 'error :1 must be a programme document {program, points, lists, groups}, not a list of 1'],
  [
    'not YAML',
    'program: [1,',
    'error :1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'two documents',
    `${head}---\n${head}`,
    'error :2 not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
  ['a key twice', `${head}points: {}\npoints: {}\n`, 'error points:3 the key "points" is written twice'],
  [
    'an alias of nothing',
    'program: *head',
    'error :- not valid YAML: Unresolved alias (the anchor must be set before the alias): head',
  ],
  ['a cycle', 'program: &p\n  code: *p', 'error program.code.code.code.code.code:2 nested deeper than 48 levels'],
  ['__proto__', `${head}lists: { __proto__: [a] }\n`, 'error lists.__proto__:2 the key "__proto__" is not allowed'],
  ['a tag', 'program: !!binary aGk=', 'error :1 not valid YAML: Unresolved tag: tag:yaml.org,2002:binary'],
  // Shape.
  ['no program', 'groups: []', 'error :1 "program" is missing'],
  ['an unknown key', `${head}grups: []\n`, 'error grups:2 unknown key "grups"; did you mean "groups"?'],
  [
    'an unknown key far from any',
    `${head}xyzzy: []\n`,
    'error xyzzy:2 unknown key "xyzzy"; known here are program, points, lists, groups',
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
  // Known by name, not supported yet.
  [
    'tiers',
    `${head}tiers: { by: x }\n`,
    'error tiers:2 tiers reckoned from counters are not supported yet; remove the section',
  ],
  ['counters', `${head}counters: []\n`, 'error counters:2 counters are not supported yet; remove the section'],
  [
    'confirm',
    points('confirm: { above: 50000 }'),
    'error points.confirm:3 payment confirmation by SMS is not supported yet; remove it',
  ],
  [
    'reprice',
    points('returns: { reprice: remaining }'),
    'error points.returns.reprice:3 pricing the remaining units again is not supported yet; write asPaid',
  ],
  [
    'cash rounding',
    'program: { code: a, cashRounding: 5 }',
    'error program.cashRounding:1 rounding of cash totals is not supported yet; write 1',
  ],
  [
    'on registration',
    rule(`${off}\non: registration`),
    'error groups[0].rules[0].on:8 rules on anything but a receipt are not supported yet; remove the rule',
  ],
  [
    'on an activity',
    rule(`${off}\non: activity:survey`),
    'error groups[0].rules[0].on:8 rules on anything but a receipt are not supported yet; remove the rule',
  ],
  [
    'on something unheard of',
    rule(`${off}\non: receit`),
    'error groups[0].rules[0].on:8 must be receipt, not "receit"; did you mean "receipt"?',
  ],
  [
    'to the referrer',
    rule(`${off}\nto: referrer`),
    'error groups[0].rules[0].to:8 rewarding the referrer is not supported yet; remove the rule',
  ],
  [
    'a coupon',
    rule(`${off}\ncoupon: welcome10`),
    'error groups[0].rules[0].coupon:8 coupons are not supported yet; remove the rule',
  ],
  [
    'a cost',
    rule(`${off}\ncost: { purse: stamps, count: 10 }`),
    'error groups[0].rules[0].cost:8 rules that cost stamps or points are not supported yet; remove the rule',
  ],
  [
    'melting',
    rule('do: { earn_percent: { percent: 1, lot: { melt: { every: P7D, percent: 10 } } } }'),
    'error groups[0].rules[0].do.earn_percent.lot.melt:7 melting points are not supported yet; remove it',
  ],
  [
    'a later mechanic',
    rule('do: { set_price: {} }'),
    'error groups[0].rules[0].do.set_price:7 this mechanic is not supported yet; remove the rule',
  ],
  // Meaning.
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
    'a list nobody has',
    `${rule(`${off}\nitems: { not: { list: seasn } }`)}lists: { season: [A] }\n`,
    'error groups[0].rules[0].items:8 there is no list "seasn"; did you mean "season"?',
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
];

t.test('what is wrong is told with its path and its line', async (t) => {
  for (const [name, source, expected] of refusals) t.equal(messagesOf(source)[0], expected, name);
});

/** A programme of one points rule, one price rule and what the case adds as another points rule's do. */
function multiplied(action: string): string {
  return `${rule(off)}  - code: earn\n    type: points\n    rules:\n      - { code: base, do: { earn_percent: { percent: 1 } } }\n      - { code: two, do: ${action} }\n`;
}

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
    rule('do: { percent_off: { percent: 0 } }'),
    'warning groups[0].rules[0].do.percent_off.percent:7 percent_off of 0 gives nothing',
  ],
  [
    rule(`${off}\nactive: { to: 2026-01-01T00:00 }`),
    'warning groups[0].rules[0].active.to:8 ended at 2026-01-01T00:00: the rule can never apply again',
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

t.test('a decoded JSON value has paths and no lines', async (t) => {
  t.same(messagesOf({ program: { code: 'a', tite: 'x' }, groups: [{}] }), [
    'error program.tite:- unknown key "tite"; did you mean "title"?',
    'error groups[0]:- "code" is missing',
    'error groups[0]:- "type" is missing',
  ]);
  t.same(messagesOf(JSON.parse('{"program": {"code": "a"}, "lists": {"__proto__": ["a"]}}')), [
    'error lists.__proto__:- the key "__proto__" is not allowed',
  ]);
});

t.test('YAML and JSON of one meaning hash alike, in any order of keys', async (t) => {
  const yaml = parseProgramme(rule(off));
  const json = parseProgramme({
    groups: [{ rules: [{ do: { percent_off: { percent: 7 } }, code: 'one' }], type: 'price', code: 'shelf' }],
    program: { timezone: 'Europe/Moscow', currency: 'RUB', code: 'main' },
  });
  const other = parseProgramme(rule('do: { percent_off: { percent: 8 } }'));
  t.match(yaml.hash, /^[0-9a-f]{64}$/);
  t.equal(yaml.hash, json.hash);
  t.not(yaml.hash, other.hash);
});

t.test('aliases that multiply are refused, aliases that are only handy are not', async (t) => {
  let laughs = 'program: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
  for (let index = 1; index < 9; index++) {
    laughs += `k${index}: &a${index} [${Array(10)
      .fill(`*a${index - 1}`)
      .join(', ')}]\n`;
  }
  t.match(messagesOf(laughs), [
    'error :- not valid YAML: Excessive alias count indicates a resource exhaustion attack',
  ]);
  const handy = `${rule(`stores: &shops [s1, s2]\n${off}`)}      - { code: two, stores: *shops, ${off} }\n`;
  t.same(messagesOf(handy), []);
});

t.test('nesting that would overflow a stack is refused', async (t) => {
  let nested: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) nested = [nested];
  t.match(messagesOf(nested)[0], /nested deeper than 48 levels/);
  t.match(messagesOf('['.repeat(100_000))[0], /not valid YAML/);
});

t.test('ten thousand rules are read in a few seconds', async (t) => {
  const rules = Array.from({ length: 10_000 }, (_, index) => ({
    code: `rule-${index}`,
    items: { sku: [`a${index}`] },
    when: `receipt.total > ${index}`,
    do: { percent_off: { percent: 7 } },
  }));
  const source = { program: { code: 'many' }, groups: [{ code: 'a', type: 'price', rules }] };
  t.same(messagesOf(source), []);
  const more = {
    ...source,
    groups: [...source.groups, { code: 'b', type: 'price', rules: [{ ...rules[0], code: 'x' }] }],
  };
  t.same(messagesOf(more), ['error groups:- 10001 rules, more than 10000 in one programme']);
});

t.test('whatever it is sent, it answers', async () => {
  const mangled = fc
    .tuple(fc.constantFrom(rule(off), multiplied('{ multiply: { factor: 2 } }')), fc.nat(), fc.string())
    .map(([source, at, text]) => source.slice(0, at % source.length) + text + source.slice(at % source.length));
  fc.assert(
    fc.property(fc.oneof(fc.string(), mangled, fc.jsonValue(), fc.anything()), (source) => {
      const { document, lint } = parseProgramme(source);
      if (document === undefined && lint.length === 0) throw new Error('refused without a word');
    }),
    { numRuns: 2000 },
  );
});
