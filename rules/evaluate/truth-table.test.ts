/**
 * Displacement, every combination: how rules of one group displace one another, and what that leaves to a second group.
 *
 * A receipt of A 10000 and B 6000, nothing taken off by hand. Three rules, each alone on the whole receipt:
 *
 *   p   10% of everything      A 1000   B  600   together 1600
 *   a   1200 off A             A 1200            together 1200
 *   b   20% of B                        B 1200   together 1200: a tie with a
 *
 * A cell says of each line what came off it and by which rule, in that order: "p1000 a1200 | p600 b1080". The amounts
 * were reckoned by hand from the documentation of the programme, and can be again.
 */
import t from 'tap';
import type { Evaluation } from '../model/evaluation.ts';
import { evaluated, type LineParts, receiptOf } from './testing/evaluation.ts';

type Base = 'initial' | 'current';
type Mode = 'stack' | 'priority' | 'best';
type Scope = 'line' | 'receipt';
interface Ranks {
  readonly p: number;
  readonly a: number;
  readonly b: number;
}

const two: LineParts[] = [
  { sku: 'A', price: 10000 },
  { sku: 'B', price: 6000 },
];

function three({ p, a, b }: Ranks, exclusive: readonly string[] = []): string {
  const of = (code: string) => `code: ${code}, exclusive: ${exclusive.includes(code)}`;
  return `[
    { ${of('p')}, priority: ${p}, do: { percent_off: { percent: 10 } } },
    { ${of('a')}, priority: ${a}, items: { sku: A }, do: { amount_off: { amount: 1200, per: line } } },
    { ${of('b')}, priority: ${b}, items: { sku: B }, do: { percent_off: { percent: 20 } } }]`;
}

function cellOf({ lines }: Evaluation): string {
  return lines
    .map(({ adjustments }) => adjustments.map(({ rule, amount }) => `${rule}${amount}`).join(' '))
    .join(' | ');
}

const equal: Ranks = { p: 0, a: 0, b: 0 };
const pab: Ranks = { p: 2, a: 1, b: 0 };
const bap: Ranks = { p: 0, a: 1, b: 2 };
const aFirst: Ranks = { p: 0, a: 1, b: 0 };
const pLast: Ranks = { p: -1, a: 0, b: 0 };

/** What one group gives. With one winner a line or a receipt, nothing has come off before: both bases are the same. */
const oneGroup: readonly (readonly [
  mode: Mode,
  scope: Scope | 'either',
  ranks: Ranks,
  initial: string,
  current: string,
])[] = [
  // stack: all of them, highest priority first; scope makes no difference. Of equal priority p is first, by its gain,
  // and of a and b, which gain as much, a is, by its code.
  ['stack', 'either', equal, 'p1000 a1200 | p600 b1200', 'p1000 a1200 | p600 b1080'],
  ['stack', 'either', pab, 'p1000 a1200 | p600 b1200', 'p1000 a1200 | p600 b1080'],
  ['stack', 'either', bap, 'a1200 p1000 | b1200 p600', 'a1200 p880 | b1200 p480'],
  ['stack', 'either', aFirst, 'a1200 p1000 | p600 b1200', 'a1200 p880 | p600 b1080'],
  ['stack', 'either', pLast, 'a1200 p1000 | b1200 p600', 'a1200 p880 | b1200 p480'],
  // priority by line: on each line the highest that gives anything there; of equal ones the larger gain there.
  ['priority', 'line', equal, 'a1200 | b1200', 'a1200 | b1200'],
  ['priority', 'line', pab, 'p1000 | p600', 'p1000 | p600'],
  ['priority', 'line', bap, 'a1200 | b1200', 'a1200 | b1200'],
  ['priority', 'line', aFirst, 'a1200 | b1200', 'a1200 | b1200'],
  ['priority', 'line', { p: 1, a: 2, b: 0 }, 'a1200 | p600', 'a1200 | p600'],
  ['priority', 'line', { p: 1, a: 0, b: 2 }, 'p1000 | b1200', 'p1000 | b1200'],
  // priority by receipt: one rule; of equal ones the larger gain, of equal gains the first code.
  ['priority', 'receipt', equal, 'p1000 | p600', 'p1000 | p600'],
  ['priority', 'receipt', pab, 'p1000 | p600', 'p1000 | p600'],
  ['priority', 'receipt', bap, ' | b1200', ' | b1200'],
  ['priority', 'receipt', aFirst, 'a1200 | ', 'a1200 | '],
  ['priority', 'receipt', pLast, 'a1200 | ', 'a1200 | '],
  // best by line: the larger gain on each line, whatever the priorities.
  ['best', 'line', equal, 'a1200 | b1200', 'a1200 | b1200'],
  ['best', 'line', pab, 'a1200 | b1200', 'a1200 | b1200'],
  ['best', 'line', bap, 'a1200 | b1200', 'a1200 | b1200'],
  // best by receipt: the larger gain on all of it.
  ['best', 'receipt', equal, 'p1000 | p600', 'p1000 | p600'],
  ['best', 'receipt', bap, 'p1000 | p600', 'p1000 | p600'],
  ['best', 'receipt', { p: 0, a: 9, b: 9 }, 'p1000 | p600', 'p1000 | p600'],
];

for (const [mode, scope, ranks, initial, current] of oneGroup) {
  for (const chosen of scope === 'either' ? (['line', 'receipt'] as const) : [scope]) {
    for (const exclusive of [[], ['p'], ['a'], ['p', 'a', 'b']]) {
      t.test(`one group: ${mode} by ${chosen}, ${JSON.stringify(ranks)}, exclusive ${exclusive}`, async (t) => {
        for (const [base, expected] of [['initial', initial] as const, ['current', current] as const]) {
          const group = `code: g, type: price, mode: ${mode}, scope: ${chosen}, base: ${base}`;
          const programme = `groups: [{ ${group}, rules: ${three(ranks, exclusive)} }]`;
          // Exclusive closes lines to later groups: within its own group it changes nothing.
          t.equal(cellOf(evaluated(programme, receiptOf(two))), expected, base);
        }
      });
    }
  }
}

/** Rules whose gains tie: on A x and y, 1000 each; on the receipt all of x, y, and z which gives its 1000 on B. */
const ties: readonly (readonly [mode: Mode, scope: Scope, ranks: string, initial: string, current: string])[] = [
  // of equal priority and gain the first code
  ['stack', 'line', 'x0 y0 z0', 'x1000 y1000 | z1000', 'x1000 y1000 | z1000'],
  ['stack', 'line', 'x0 y1 z0', 'y1000 x1000 | z1000', 'y1000 x900 | z1000'],
  ['stack', 'receipt', 'x0 y1 z0', 'y1000 x1000 | z1000', 'y1000 x900 | z1000'],
  ['priority', 'line', 'x0 y0 z0', 'x1000 | z1000', 'x1000 | z1000'],
  ['priority', 'line', 'x0 y1 z0', 'y1000 | z1000', 'y1000 | z1000'],
  ['priority', 'receipt', 'x0 y0 z0', 'x1000 | ', 'x1000 | '],
  ['priority', 'receipt', 'x0 y1 z1', 'y1000 | ', 'y1000 | '],
  ['priority', 'receipt', 'x0 y1 z2', ' | z1000', ' | z1000'],
  // of equal gains the higher priority, then the first code
  ['best', 'line', 'x0 y0 z0', 'x1000 | z1000', 'x1000 | z1000'],
  ['best', 'line', 'x0 y1 z0', 'y1000 | z1000', 'y1000 | z1000'],
  ['best', 'receipt', 'x0 y0 z0', 'x1000 | ', 'x1000 | '],
  ['best', 'receipt', 'x0 y0 z1', ' | z1000', ' | z1000'],
  ['best', 'receipt', 'x0 y1 z1', 'y1000 | ', 'y1000 | '],
];

for (const [mode, scope, ranks, initial, current] of ties) {
  t.test(`ties: ${mode} by ${scope}, ${ranks}`, async (t) => {
    const rank = (code: string) =>
      ranks
        .split(' ')
        .find((one) => one.startsWith(code))
        ?.slice(1);
    // Written in an order that is not that of their codes.
    const rules = `[
      { code: z, priority: ${rank('z')}, items: { sku: B }, do: { amount_off: { amount: 1000, per: line } } },
      { code: y, priority: ${rank('y')}, items: { sku: A }, do: { amount_off: { amount: 1000, per: line } } },
      { code: x, priority: ${rank('x')}, items: { sku: A }, do: { percent_off: { percent: 10 } } }]`;
    for (const [base, expected] of [['initial', initial] as const, ['current', current] as const]) {
      const group = `code: g, type: price, mode: ${mode}, scope: ${scope}, base: ${base}`;
      t.equal(cellOf(evaluated(`groups: [{ ${group}, rules: ${rules} }]`, receiptOf(two))), expected, base);
    }
  });
}

/**
 * A second group after the first: f takes 10% of everything, in its own base. Where the first group has an exclusive rule,
 * the lines that rule touched are closed to f. First group as in the table above with ranks of `equal`.
 */
const twoGroups: readonly (readonly [
  mode: Mode,
  scope: Scope,
  base: Base,
  exclusive: string,
  initial: string,
  current: string,
])[] = [
  ['stack', 'line', 'initial', '', 'p1000 a1200 f1000 | p600 b1200 f600', 'p1000 a1200 f780 | p600 b1200 f420'],
  ['stack', 'line', 'initial', 'a', 'p1000 a1200 | p600 b1200 f600', 'p1000 a1200 | p600 b1200 f420'],
  ['stack', 'line', 'initial', 'b', 'p1000 a1200 f1000 | p600 b1200', 'p1000 a1200 f780 | p600 b1200'],
  ['stack', 'line', 'initial', 'p', 'p1000 a1200 | p600 b1200', 'p1000 a1200 | p600 b1200'],
  ['stack', 'line', 'current', '', 'p1000 a1200 f1000 | p600 b1080 f600', 'p1000 a1200 f780 | p600 b1080 f432'],
  ['stack', 'line', 'current', 'a', 'p1000 a1200 | p600 b1080 f600', 'p1000 a1200 | p600 b1080 f432'],
  ['stack', 'line', 'current', 'b', 'p1000 a1200 f1000 | p600 b1080', 'p1000 a1200 f780 | p600 b1080'],
  ['stack', 'line', 'current', 'p', 'p1000 a1200 | p600 b1080', 'p1000 a1200 | p600 b1080'],
  ['stack', 'receipt', 'initial', '', 'p1000 a1200 f1000 | p600 b1200 f600', 'p1000 a1200 f780 | p600 b1200 f420'],
  ['stack', 'receipt', 'initial', 'a', 'p1000 a1200 | p600 b1200 f600', 'p1000 a1200 | p600 b1200 f420'],
  ['stack', 'receipt', 'current', '', 'p1000 a1200 f1000 | p600 b1080 f600', 'p1000 a1200 f780 | p600 b1080 f432'],
  ['stack', 'receipt', 'current', 'a', 'p1000 a1200 | p600 b1080 f600', 'p1000 a1200 | p600 b1080 f432'],
  ['priority', 'line', 'initial', '', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['priority', 'line', 'initial', 'a', 'a1200 | b1200 f600', 'a1200 | b1200 f480'],
  ['priority', 'line', 'initial', 'p', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['priority', 'line', 'current', '', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['priority', 'line', 'current', 'a', 'a1200 | b1200 f600', 'a1200 | b1200 f480'],
  ['priority', 'line', 'current', 'p', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['priority', 'receipt', 'initial', '', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['priority', 'receipt', 'initial', 'a', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['priority', 'receipt', 'initial', 'p', 'p1000 | p600', 'p1000 | p600'],
  ['priority', 'receipt', 'current', '', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['priority', 'receipt', 'current', 'a', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['priority', 'receipt', 'current', 'p', 'p1000 | p600', 'p1000 | p600'],
  ['best', 'line', 'initial', '', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['best', 'line', 'initial', 'b', 'a1200 f1000 | b1200', 'a1200 f880 | b1200'],
  ['best', 'line', 'initial', 'p', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['best', 'line', 'current', '', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['best', 'line', 'current', 'b', 'a1200 f1000 | b1200', 'a1200 f880 | b1200'],
  ['best', 'line', 'current', 'p', 'a1200 f1000 | b1200 f600', 'a1200 f880 | b1200 f480'],
  ['best', 'receipt', 'initial', '', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['best', 'receipt', 'initial', 'b', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['best', 'receipt', 'initial', 'p', 'p1000 | p600', 'p1000 | p600'],
  ['best', 'receipt', 'current', '', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['best', 'receipt', 'current', 'b', 'p1000 f1000 | p600 f600', 'p1000 f900 | p600 f540'],
  ['best', 'receipt', 'current', 'p', 'p1000 | p600', 'p1000 | p600'],
];

for (const [mode, scope, base, exclusive, initial, current] of twoGroups) {
  t.test(`two groups: ${mode} by ${scope} of ${base}, exclusive ${exclusive || 'none'}`, async (t) => {
    const first = `code: g, type: price, mode: ${mode}, scope: ${scope}, base: ${base}`;
    const rules = three(equal, exclusive === '' ? [] : [exclusive]);
    for (const [second, expected] of [['initial', initial] as const, ['current', current] as const]) {
      // How the second group chooses makes no difference to its only rule.
      for (const [its, by] of [
        ['stack', 'line'],
        ['priority', 'receipt'],
        ['best', 'line'],
        ['best', 'receipt'],
      ] as const) {
        const later = `code: h, type: price, mode: ${its}, scope: ${by}, base: ${second}`;
        const last = `{ ${later}, rules: [{ code: f, do: { percent_off: { percent: 10 } } }] }`;
        const evaluation = evaluated(`groups: [{ ${first}, rules: ${rules} }, ${last}]`, receiptOf(two));
        t.equal(cellOf(evaluation), expected, `then ${its} by ${by} of ${second}`);
      }
    }
  });
}

/**
 * The other way round: the first group takes 4000 off A (s), perhaps for itself alone, and p, a, b come second.
 * A costs 10000 initially and 6000 currently: p gives there 1000 or 600, and the total p gives is 1600 or 1200, a tie with
 * a and b on the receipt that goes to the higher priority, or to a for its code.
 */
const second: readonly (readonly [
  mode: Mode,
  scope: Scope,
  ranks: Ranks,
  exclusive: boolean,
  initial: string,
  current: string,
])[] = [
  ['stack', 'line', equal, false, 's4000 p1000 a1200 | p600 b1200', 's4000 a1200 p480 | b1200 p480'],
  ['stack', 'line', equal, true, 's4000 | b1200 p600', 's4000 | b1200 p480'],
  ['stack', 'receipt', pab, false, 's4000 p1000 a1200 | p600 b1200', 's4000 p600 a1200 | p600 b1080'],
  ['stack', 'receipt', pab, true, 's4000 | p600 b1200', 's4000 | p600 b1080'],
  ['priority', 'line', equal, false, 's4000 a1200 | b1200', 's4000 a1200 | b1200'],
  ['priority', 'line', pab, false, 's4000 p1000 | p600', 's4000 p600 | p600'],
  ['priority', 'line', pab, true, 's4000 | p600', 's4000 | p600'],
  ['priority', 'line', equal, true, 's4000 | b1200', 's4000 | b1200'],
  ['priority', 'receipt', equal, false, 's4000 p1000 | p600', 's4000 a1200 | '],
  ['priority', 'receipt', equal, true, 's4000 | b1200', 's4000 | b1200'],
  ['priority', 'receipt', pab, true, 's4000 | p600', 's4000 | p600'],
  ['priority', 'receipt', bap, false, 's4000 | b1200', 's4000 | b1200'],
  ['best', 'line', equal, false, 's4000 a1200 | b1200', 's4000 a1200 | b1200'],
  ['best', 'line', pab, true, 's4000 | b1200', 's4000 | b1200'],
  ['best', 'receipt', equal, false, 's4000 p1000 | p600', 's4000 a1200 | '],
  ['best', 'receipt', pab, false, 's4000 p1000 | p600', 's4000 p600 | p600'],
  ['best', 'receipt', bap, false, 's4000 p1000 | p600', 's4000 | b1200'],
  ['best', 'receipt', pab, true, 's4000 | b1200', 's4000 | b1200'],
];

for (const [mode, scope, ranks, exclusive, initial, current] of second) {
  t.test(`second group: ${mode} by ${scope}, ${JSON.stringify(ranks)}, exclusive before: ${exclusive}`, async (t) => {
    const s = `{ code: s, exclusive: ${exclusive}, items: { sku: A }, do: { amount_off: { amount: 4000, per: line } } }`;
    for (const [base, expected] of [['initial', initial] as const, ['current', current] as const]) {
      const group = `code: g, type: price, mode: ${mode}, scope: ${scope}, base: ${base}`;
      const programme = `groups: [{ code: e, type: price, rules: [${s}] }, { ${group}, rules: ${three(ranks)} }]`;
      t.equal(cellOf(evaluated(programme, receiptOf(two))), expected, base);
    }
  });
}

/**
 * What receipt.total means in the conditions of the second group, after s: 16000 initially, 12000 currently; and, where rules
 * stack, after each rule of the group itself. Rules: p takes 10% of everything, w 1000 off B when receipt.total >= N.
 */
const conditions: readonly (readonly [mode: Mode, from: number, initial: string, current: string])[] = [
  ['stack', 16000, 's4000 p1000 | p600 w1000', 's4000 p600 | p600'],
  ['stack', 16001, 's4000 p1000 | p600', 's4000 p600 | p600'],
  ['stack', 12000, 's4000 p1000 | p600 w1000', 's4000 p600 | p600'],
  ['stack', 10800, 's4000 p1000 | p600 w1000', 's4000 p600 | p600 w1000'],
  ['priority', 16000, 's4000 p1000 | w1000', 's4000 p600 | p600'],
  ['priority', 12000, 's4000 p1000 | w1000', 's4000 p600 | w1000'],
  ['priority', 12001, 's4000 p1000 | w1000', 's4000 p600 | p600'],
  ['best', 16000, 's4000 p1000 | w1000', 's4000 p600 | p600'],
  ['best', 12000, 's4000 p1000 | w1000', 's4000 p600 | w1000'],
];

for (const [mode, from, initial, current] of conditions) {
  t.test(`receipt.total >= ${from} where rules ${mode}`, async (t) => {
    const s = '{ code: s, items: { sku: A }, do: { amount_off: { amount: 4000, per: line } } }';
    // In a stack p comes first; else w, being of higher rank on B.
    const [p, w] = mode === 'stack' ? [1, 0] : [0, 1];
    for (const [base, expected] of [['initial', initial] as const, ['current', current] as const]) {
      const rules = `
        { code: p, priority: ${p}, do: { percent_off: { percent: 10 } } },
        { code: w, priority: ${w}, when: receipt.total >= ${from}, items: { sku: B }, do: { amount_off: { amount: 1000, per: line } } }`;
      const group = `code: g, type: price, mode: ${mode}, base: ${base}, rules: [${rules}]`;
      const programme = `groups: [{ code: e, type: price, rules: [${s}] }, { ${group} }]`;
      t.equal(cellOf(evaluated(programme, receiptOf(two))), expected, base);
    }
  });
}

/**
 * Points after s took 4000 off A: p is worth 10% of the lines, a 1200 points on A, b 20% of B; a point is worth one minor unit.
 * What a rule gives lowers nothing for the next, so only what s took makes the bases differ. A cell says what each rule gives.
 */
const points: readonly (readonly [mode: Mode, scope: Scope, ranks: Ranks, initial: string, current: string])[] = [
  ['stack', 'line', equal, 'p1600 a1200 b1200', 'a1200 b1200 p1200'],
  ['stack', 'receipt', bap, 'p1600 a1200 b1200', 'a1200 b1200 p1200'],
  ['priority', 'line', equal, 'a1200 b1200', 'a1200 b1200'],
  ['priority', 'line', pab, 'p1600', 'p1200'],
  ['priority', 'line', { p: 1, a: 2, b: 0 }, 'a1200 p600', 'a1200 p600'],
  ['priority', 'receipt', equal, 'p1600', 'a1200'],
  ['priority', 'receipt', bap, 'b1200', 'b1200'],
  ['best', 'line', pab, 'a1200 b1200', 'a1200 b1200'],
  ['best', 'receipt', equal, 'p1600', 'a1200'],
  ['best', 'receipt', pab, 'p1600', 'p1200'],
];

for (const [mode, scope, ranks, initial, current] of points) {
  t.test(`points: ${mode} by ${scope}, ${JSON.stringify(ranks)}`, async (t) => {
    const s = '{ code: s, items: { sku: A }, do: { amount_off: { amount: 4000, per: line } } }';
    const rules = `[
      { code: p, priority: ${ranks.p}, do: { earn_percent: { percent: 10 } } },
      { code: a, priority: ${ranks.a}, items: { sku: A }, do: { earn_points: { points: 1200, per: line } } },
      { code: b, priority: ${ranks.b}, items: { sku: B }, do: { earn_percent: { percent: 20 } } }]`;
    for (const [base, expected] of [['initial', initial] as const, ['current', current] as const]) {
      const group = `code: g, type: points, mode: ${mode}, scope: ${scope}, base: ${base}`;
      const groups = `[{ code: e, type: price, rules: [${s}] }, { ${group}, rules: ${rules} }]`;
      const { accruals } = evaluated(`points: { worth: 1 }\ngroups: ${groups}`, receiptOf(two));
      const given = accruals.map((accrual) => `${accrual.rule}${accrual.points}`);
      t.strictSame(given.toSorted(), expected.split(' ').toSorted(), base);
    }
  });
}
