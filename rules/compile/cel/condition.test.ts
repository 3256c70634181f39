import t from 'tap';
import { fc } from '../../testing/fast-check.ts';
import type { Condition } from '../compiled.ts';
import { type FactParts, factsOf } from '../testing/facts.ts';
import { compileCondition } from './condition.ts';

const scope = { lists: { season: ['A', 'B'] }, counters: new Set(['spend-month', 'visits-month']) };

function compiled(source: string): Condition {
  const result = compileCondition(source, scope);
  if ('fault' in result) throw new Error(`${source}: ${result.fault}`);
  return result.condition;
}

function faultOf(source: string): string {
  const result = compileCondition(source, scope);
  return 'fault' in result ? result.fault : 'compiles';
}

const member: FactParts = { member: { tier: 'gold', segments: ['young', 'vip'], age: 30, isBirthday: true } };
const sent: FactParts = {
  receipt: { attributes: { utm: 'spring-mail', visits: 3, loud: true, 'first visit': 'yes' } },
};
const counted: FactParts = { counter: (code, offset) => (code === 'spend-month' ? 500000 + offset : undefined) };
const surveyed: FactParts = {
  activity: (type) => ({ count: type === 'survey' ? 2 : 0, daysAgo: 5, last: { score: 9 } }),
};

const verdicts: readonly [source: string, facts: FactParts, expected: boolean][] = [
  // Numbers, whole and not, are of one kind.
  ['receipt.total >= 100000', {}, false],
  ['receipt.total >= 98000', {}, true],
  ['receipt.total < 98000.5', {}, true],
  ['receipt.quantity * 2 == 5', {}, true],
  ['receipt.quantity == 2.5 && receipt.lineCount == 2', {}, true],
  ['7 / 2 == 3.5', {}, true],
  ['int(7 / 2) == 3', {}, true],
  ['(member.purchases + 1) % 5 == 0', {}, true],
  ['-receipt.total < 0', {}, true],
  ['receipt.lineCount == 2u', {}, true],
  // Texts.
  ['receipt.channel == "pos"', {}, true],
  ["receipt.channel != 'web'", {}, true],
  ['store.code + "-" + store.region == "s1-centre"', {}, true],
  ['store.code.startsWith("s") && store.code.endsWith("1") && store.region.contains("ent")', {}, true],
  ['size(store.region) == 6 && store.region.size() == 6', {}, true],
  // Members.
  ['member.known', {}, true],
  ['member.isBirthday', member, true],
  ['member.tier in ["silver", "gold"]', member, true],
  ['"vip" in member.segments', member, true],
  ['!("old" in member.segments)', member, true],
  ['size(member.segments) == 2', member, true],
  // What is missing compares false, with != too; ! turns the verdict.
  ['member.age > 18', {}, false],
  ['member.age <= 18', {}, false],
  ['member.age != 18', {}, false],
  ['member.age == member.age', {}, false],
  ['!(member.age > 18)', {}, true],
  ['member.isBirthday', {}, false],
  ['!member.isBirthday', {}, true],
  ['member.tier in ["gold"]', {}, false],
  ['member.age + 1 > 0', {}, false],
  ['has(member.age)', {}, false],
  ['has(member.age) && member.age > 18', member, true],
  ['has(member.age) ? member.age > 40 : true', {}, true],
  ['has(member.age) ? member.age > 40 : true', member, false],
  ['receipt.total / 0 > 0', {}, false],
  ['receipt.total % 0 == 0', {}, false],
  ['store.attributes.vast * store.attributes.vast > 0', { store: { attributes: { vast: 1e300 } } }, false],
  ['store.region.startsWith("c")', { store: { region: undefined } }, false],
  // Attributes are of whatever kind the till sent.
  ['receipt.attributes.utm == "spring-mail"', sent, true],
  ['receipt.attributes.utm == 5', sent, false],
  ['receipt.attributes.utm != 5', sent, false],
  ['receipt.attributes.visits >= 3', sent, true],
  ['receipt.attributes.visits >= "3"', sent, false],
  ['receipt.attributes.visits + 1 == 4', sent, true],
  ['receipt.attributes.utm + 1 == 4', sent, false],
  ['receipt.attributes.loud', sent, true],
  ['receipt.attributes.utm', sent, false],
  ['receipt.attributes["first visit"] == "yes"', sent, true],
  ['"utm" in receipt.attributes', sent, true],
  ['"mail" in receipt.attributes', sent, false],
  ['"knife" in receipt.attributes.accept', { receipt: { attributes: { accept: ['towel', 'knife'] } } }, true],
  ['"knife" in receipt.attributes.accept', { receipt: { attributes: { accept: ['knifes'] } } }, false],
  ['"knife" in receipt.attributes.accept', { receipt: { attributes: { accept: 'knife' } } }, true],
  ['"knife" in receipt.attributes.accept', { receipt: { attributes: { accept: 'knifes' } } }, false],
  ['"knife" in receipt.attributes.accept', {}, false],
  ['receipt.attributes.accept == "knife"', { receipt: { attributes: { accept: ['knife'] } } }, false],
  ['has(receipt.attributes.utm)', sent, true],
  ['has(receipt.attributes.toString)', sent, false],
  ['receipt.attributes.utm in ["spring-mail", 4]', sent, true],
  ['receipt.attributes.utm.contains("mail")', sent, true],
  ['receipt.attributes.visits.contains("3")', sent, false],
  ['int(receipt.attributes.year) > 2000', { receipt: { attributes: { year: '2026' } } }, true],
  ['int(receipt.attributes.year) > 2000', { receipt: { attributes: { year: 'soon' } } }, false],
  // Counters, activities, items, distance.
  ['counter("spend-month") == 500000', counted, true],
  ['counter("spend-month", -1) == 499999', counted, true],
  ['counter("visits-month") >= 0', counted, false],
  ['activity("survey").count > 0 && activity("survey").last.score >= 8', surveyed, true],
  ['activity("survey").last.mood >= 8', surveyed, false],
  ['activity("quiz").count > 0', surveyed, false],
  ['items({"sku": ["A"], "not": {"brand": "X"}}).amount > 50', { items: () => ({ amount: 51, quantity: 1 }) }, true],
  ['items({list: ["season"], price: {from: 100}}).quantity == 1', { items: () => ({ amount: 0, quantity: 1 }) }, true],
  ['distance(55.75, -37.6) < 2', { distance: (lat, lon) => lat - lon - 92 }, true],
  ['distance(55.75, -37.6) < 2', {}, false],
  // Logic.
  ['true || receipt.attributes.nothing.size() == 4', {}, true],
  ['member.age > 1 || receipt.total > 1 || false', {}, true],
  ['true && false', {}, false],
  // Time, in the store's timezone: Sunday, 22 November 2026, 18:30:15 in Moscow.
  ['now.getHours() == 18 && now.getMinutes() == 30 && now.getSeconds() == 15', {}, true],
  ['now.getFullYear() == 2026 && now.getMonth() == 10 && now.getDate() == 22', {}, true],
  ['now.getDayOfWeek() == 0 && now.getDayOfMonth() == 21 && now.getDayOfYear() == 325', {}, true],
  ['now.getMilliseconds() == 0', {}, true],
  ['now >= timestamp("2026-11-22T15:30:15Z")', {}, true],
  ['now < timestamp("2026-11-22T15:30:15Z")', {}, false],
  ['timestamp("2026-11-22T21:30:00Z").getDate() == 23', {}, true],
];

t.test('verdicts', async (t) => {
  for (const [source, facts, expected] of verdicts) t.equal(compiled(source).test(factsOf(facts)), expected, source);
});

const explanations: readonly [source: string, facts: FactParts, expected: string][] = [
  ['receipt.total >= 100000', {}, 'receipt.total 98000 < 100000'],
  ['receipt.channel == "web"', {}, 'receipt.channel "pos" != "web"'],
  ['receipt.total > 1 && receipt.lineCount > 2 && false', {}, 'receipt.lineCount 2 <= 2'],
  ['receipt.total > 100000 || receipt.lineCount > 2', {}, 'receipt.total 98000 <= 100000 and receipt.lineCount 2 <= 2'],
  ['!(receipt.total > 5)', {}, 'receipt.total 98000 > 5'],
  ['!(receipt.total > 5 && receipt.lineCount == 2)', {}, 'receipt.total 98000 > 5 and receipt.lineCount 2 == 2'],
  ['!(receipt.total > 500000 || receipt.lineCount == 2)', {}, 'receipt.lineCount 2 == 2'],
  ['(member.purchases + 1) % 3 == 0', {}, '(member.purchases + 1) % 3 (2) != 0'],
  ['member.daysSinceLastPurchase > 60', {}, 'member.daysSinceLastPurchase is missing'],
  ['member.isBirthday', {}, 'member.isBirthday is missing'],
  ['member.isBirthday', { member: { isBirthday: false } }, 'member.isBirthday is false'],
  ['"vip" in member.segments', { member: { segments: ['a', 'b'] } }, '"vip" is not in member.segments ["a", "b"]'],
  ['member.tier in ["gold", "vip"]', { member: { tier: 'base' } }, 'member.tier "base" is not in ["gold", "vip"]'],
  ['member.tier in ["gold", "vip"]', {}, 'member.tier is missing'],
  ['has(receipt.attributes.utm)', {}, 'receipt.attributes.utm is missing'],
  ['receipt.attributes.utm == 5', sent, 'receipt.attributes.utm "spring-mail" and 5 are of different kinds'],
  ['store.code.startsWith("x")', {}, 'store.code "s1" does not start with "x"'],
  ['counter("spend-month", -1) >= 500000', counted, 'counter("spend-month", -1) 499999 < 500000'],
  ['items({sku: ["A"]}).amount >= 5', {}, 'items({sku: ["A"]}).amount 0 < 5'],
  ['has(member.age) ? member.age > 40 : false', member, 'member.age is present, and member.age 30 <= 40'],
  [
    'now < timestamp("2026-11-22T00:00:00Z")',
    {},
    'now 2026-11-22T15:30:15.000Z >= timestamp("2026-11-22T00:00:00Z") 2026-11-22T00:00:00.000Z',
  ],
];

t.test('explanations name the part that failed, in the facts’ own numbers', async (t) => {
  for (const [source, facts, expected] of explanations)
    t.equal(compiled(source).explain(factsOf(facts)), expected, source);
});

const faults: readonly [source: string, expected: string][] = [
  ['receipt.totl > 5', 'receipt has no totl; did you mean "total"? (at character 1)'],
  ['true && recept.total > 5', 'there is no fact recept; did you mean "receipt"? (at character 9)'],
  [
    'receipt.channel == web',
    'there is no fact web; there are receipt, member, store, now (a text stands in quotes) (at character 20)',
  ],
  ['receipt.total >= "100"', 'receipt.total is a number and "100" is a text: they cannot be compared (at character 1)'],
  ['member.segments == "vip"', 'member.segments is a list and cannot be compared (at character 1)'],
  ['receipt.channel == "poss"', 'receipt.channel is never "poss"; did you mean "pos"? (at character 20)'],
  ['"vip" in member.tier', 'in looks in a list; member.tier is a text (at character 10)'],
  ['5 in member.segments', '5 is a number; member.segments has a text in it (at character 1)'],
  ['receipt.total', 'a condition must be true or false; receipt.total is a number (at character 1)'],
  ['receipt.total && true', 'each side of && must be true or false; receipt.total is a number (at character 1)'],
  ['!receipt.total', 'what ! turns round must be true or false; receipt.total is a number (at character 2)'],
  ['receipt.total + "1" > 5', 'what + reckons with must be a number; "1" is a text (at character 17)'],
  [
    'member.isBirthday > false',
    'member.isBirthday is true or false; > compares numbers, texts or times (at character 1)',
  ],
  ['counter("spend-mont") > 5', 'there is no counter "spend-mont"; did you mean "spend-month"? (at character 9)'],
  ['counter(store.code) > 5', 'counter() takes the code of a counter as a text in quotes (at character 9)'],
  [
    'counter("spend-month", 1) > 5',
    'the second value of counter() is 0 for this period, -1 for the previous one … (at character 24)',
  ],
  ['counter() > 5', 'counter() takes 1 or 2 values, not 0 (at character 1)'],
  ['size(1, 2) > 5', 'size(1, 2) takes 1 value, not 2 (at character 1)'],
  ['activity("survey").cuont > 0', 'activity("survey") has no cuont; did you mean "count"? (at character 1)'],
  ['items({skus: ["A"]}).amount > 5', 'skus: unknown key "skus"; did you mean "sku"? (at character 7)'],
  ['items({sku: [store.code]}).amount > 5', 'a selector is written out in full, without facts (at character 14)'],
  ['store.code.matches("s.*")', 'matches() is not supported; use startsWith, endsWith or contains (at character 1)'],
  ['store.code.startWith("s")', 'there is no function startWith(); did you mean startsWith()? (at character 1)'],
  ['member.segments.exists(s, s == "a")', 'exists() is not supported; use in (at character 1)'],
  ['now.getHours("Europe/Moscow") > 5', "getHours() takes no timezone: times are in the store's own (at character 1)"],
  ['receipt.total.getHours() > 5', 'getHours() asks a time such as now; receipt.total is a number (at character 1)'],
  ['timestamp("tomorrow") < now', '"tomorrow" is no time such as 2026-12-01T00:00:00+03:00 (at character 11)'],
  ['member.tier == null', 'null is no value here; ask with has() (at character 16)'],
  ['receipt.total = 5', 'unexpected "="; write == to compare (at character 15)'],
  ['receipt.total >', 'unexpected token: the end (at character 16)'],
  ['(receipt.total > 5', 'expected ")", got the end (at character 19)'],
  ['receipt.total > 99999999999999999999', 'the number is too large (at character 17)'],
  ['has(5)', 'has() asks of a fact such as receipt.attributes.utm (at character 5)'],
  ['(true ? 1 : "a") == 1', 'both answers of ? : must be of one kind; here are a number and a text (at character 2)'],
  ['{"a": 1} == 1', '{"a": 1} is not supported in conditions (at character 1)'],
  [
    'store["code"] == "s1"',
    '[…] takes an attribute by its name, such as receipt.attributes["first visit"] (at character 1)',
  ],
  ['store.code.region == "s1"', 'store.code is a text and has no .region (at character 1)'],
  [`${'('.repeat(60)}true${')'.repeat(60)}`, 'the expression is too long or too deeply nested (at character 41)'],
];

t.test('faults tell what is wrong, where, and what was meant', async (t) => {
  for (const [source, expected] of faults) t.equal(faultOf(source), expected, source);
});

t.test('nothing compiled ever throws, whatever the facts; and explaining does not either', async () => {
  const scalar = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean(), fc.constant(undefined));
  const fact = fc.constantFrom(
    ...['receipt.total', 'receipt.channel', 'receipt.attributes.a', 'member.tier', 'member.age', 'member.segments'],
    ...['member.isBirthday', 'counter("spend-month")', 'activity("a").last.b', 'activity("a").daysAgo', 'now'],
    ...['items({sku: "A"}).amount', 'distance(1, 2)', 'store.attributes["b c"]', '"vip"', '5', '0.1', 'true'],
    ...['["a", 1, store.attributes.z]', 'int(member.attributes.n)', 'now.getHours()', 'size(member.cards)'],
  );
  const operator = fc.constantFrom(...['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||', 'in']);
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fact,
      fc.tuple(tie('expression'), operator, tie('expression')).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      tie('expression').map((a) => `!${a}`),
      fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      tie('expression').map((a) => `has(${a})`),
      tie('expression').map((a) => `${a}.startsWith("v")`),
    ),
  }));
  const attributes = fc.dictionary(
    fc.constantFrom('a', 'b', 'n', 'z', 'b c', '__proto__'),
    scalar as fc.Arbitrary<string>,
  );
  let compiledCount = 0;
  fc.assert(
    fc.property(expression, attributes, scalar, (source, map, value) => {
      const result = compileCondition(source, scope);
      if ('fault' in result) return;
      compiledCount++;
      const facts = factsOf({
        receipt: { attributes: map },
        member: { attributes: map, tier: value as string, age: value as number, isBirthday: value as boolean },
        store: { attributes: map },
        counter: () => value as number,
        activity: () => ({ count: 1, daysAgo: value as number, last: map }),
        distance: () => value as number,
      });
      const verdict = result.condition.test(facts);
      if (typeof verdict !== 'boolean' || typeof result.condition.explain(facts) !== 'string') throw new Error(source);
    }),
    { numRuns: 3000 },
  );
  t.ok(compiledCount > 200, `${compiledCount} expressions compiled`);
});

t.test('no text makes the compiler throw', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 })), (source) => {
      compileCondition(source, scope);
    }),
    { numRuns: 2000 },
  );
});
