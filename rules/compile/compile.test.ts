import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parseProgramme } from '../program/parse.ts';
import { compileProgramme } from './compile.ts';
import type { CompiledProgramme } from './compiled.ts';
import { factsOf } from './testing/facts.ts';
import { contextOf, lineOf } from './testing/receipts.ts';

function compiled(source: unknown): CompiledProgramme {
  const { document, hash, lint } = parseProgramme(source);
  if (document === undefined || hash === undefined) throw new Error(JSON.stringify(lint));
  return compileProgramme(document, hash);
}

/** Some have dates, which the calendar will leave behind. */
const written = Date.parse('2026-01-01T00:00:00Z');

t.test('every programme in config/programs is without fault and compiles', async (t) => {
  const folder = new URL('.', import.meta.resolve('tillgate/config/programs/demo.yaml'));
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  t.ok(files.includes('demo.yaml') && files.includes('uci.yaml'));
  for (const file of files) {
    const { document, hash, lint } = parseProgramme(readFileSync(new URL(file, folder), 'utf8'), written);
    t.same(lint, [], file);
    if (document === undefined || hash === undefined) continue;
    t.equal(compileProgramme(document, hash).hash, hash, file);
  }
});

t.test('a programme of nothing but its code has every default', async (t) => {
  const { hash, candidates: _, masks: __, ...programme } = compiled({ program: { code: 'main' } });
  t.match(hash, /^[0-9a-f]{64}$/);
  t.same(programme, {
    code: 'main',
    currency: 'XXX',
    minorUnits: 2,
    cashRounding: 1,
    timezone: 'UTC',
    points: {
      scale: 0,
      unitWorth: 100,
      rounding: 'floor',
      redeemAs: 'discount',
      earnOnRedeemed: false,
      purses: [{ code: 'bonus', spendFirst: false }],
      hold: { ttlMs: 900_000, maxTtlMs: 604_800_000 },
      attachDays: 0,
      returns: { reprice: 'asPaid', shortfall: 'debt', withoutReceipt: 'refuse', graceMs: 2_592_000_000 },
    },
    facts: { counters: [] },
    counters: [],
    groups: [],
    apart: new Map(),
  });
});

t.test('the points section in units', async (t) => {
  const { points } = compiled(`
program: { code: main }
points:
  scale: 1
  worth: 50
  rounding: half-up
  earnOnRedeemed: true
  redeemAs: tender
  purses: [{ code: promo, expireAfter: P30D, spendFirst: true }, { code: bonus, expireAfter: P1Y }]
  hold: { ttl: PT90S, maxTtl: P1W }
  attachDays: 14
  returns: { reprice: asPaid, shortfall: withhold, withoutReceipt: allow, grace: P1DT12H }
`);
  t.same(points, {
    scale: 1,
    unitWorth: 5,
    rounding: 'half-up',
    redeemAs: 'tender',
    earnOnRedeemed: true,
    purses: [
      { code: 'promo', expireAfter: 'P30D', spendFirst: true },
      { code: 'bonus', expireAfter: 'P1Y', spendFirst: false },
    ],
    hold: { ttlMs: 90_000, maxTtlMs: 604_800_000 },
    attachDays: 14,
    returns: { reprice: 'asPaid', shortfall: 'withhold', withoutReceipt: 'allow', graceMs: 129_600_000 },
  });
});

t.test('groups run by type, then stage, then as written; rules by priority, then as written', async (t) => {
  const rule = (code: string, priority?: number) => ({ code, ...(priority === undefined ? {} : { priority }), do: {} });
  const off = { percent_off: { percent: 1 } };
  const earn = { earn_percent: { percent: 1 } };
  const { groups } = compiled({
    program: { code: 'main' },
    groups: [
      { code: 'p', type: 'points', rules: [{ ...rule('p1'), do: earn }] },
      { code: 'late', type: 'price', stage: 20, mode: 'best', scope: 'receipt', base: 'initial' },
      { code: 'pay', type: 'redemption' },
      {
        code: 'early',
        type: 'price',
        when: 'receipt.channel == "pos"',
        rules: [rule('c'), rule('a', 5), rule('d'), rule('b', -1)].map((one) => ({ ...one, do: off })),
      },
    ],
  });
  t.same(
    groups.map(({ code }) => code),
    ['early', 'late', 'pay', 'p'],
  );
  const [early, late] = groups;
  t.same(
    early?.rules.map(({ code, order, priority, group }) => ({ code, order, priority, group })),
    [
      { code: 'a', order: 1, priority: 5, group: 'early' },
      { code: 'c', order: 0, priority: 0, group: 'early' },
      { code: 'd', order: 2, priority: 0, group: 'early' },
      { code: 'b', order: 3, priority: -1, group: 'early' },
    ],
  );
  t.match(early, { type: 'price', mode: 'stack', scope: 'line', base: 'current' });
  t.match(late, { mode: 'best', scope: 'receipt', base: 'initial', when: undefined });
  t.equal(early?.when?.test(factsOf()), true);
});

t.test('a rule in full', async (t) => {
  const { groups } = compiled(`
program: { code: main }
points: { purses: [{ code: promo }, { code: bonus }] }
lists: { season: [A] }
groups:
  - code: earn
    type: points
    rules:
      - code: one
        title: One
        when: receipt.total >= 100000
        stores: [s1]
        items: { list: season }
        take: { order: cheapest, count: 2 }
        tenders: [{ type: card, share: true }]
        do: { earn_percent: { percent: 1.5, lot: { activateAfter: P14D, expireAt: 2027-01-01T00:00 } } }
        limits: [{ by: member, times: 3, per: day }, { by: rule, points: 1000, per: total }]
        exclusive: true
`);
  const [rule] = groups[0]?.rules ?? [];
  t.match(rule, {
    code: 'one',
    title: 'One',
    group: 'earn',
    take: { order: 'cheapest', count: 2 },
    mechanic: 'earn_percent',
    lot: { purse: 'promo', activateAfter: 'P14D', expireAt: '2027-01-01T00:00' },
    limits: [
      { by: 'member', unit: 'times', cap: 3, per: 'day', key: 'main/one/member/times/day' },
      { by: 'rule', unit: 'points', cap: 1000, per: 'total', key: 'main/one/rule/points/total' },
    ],
    exclusive: true,
  });
  t.same(rule?.params, { percent: 1.5 }, 'the lot is not among the mechanic’s own parameters');
  t.equal(rule?.when?.explain(factsOf()), 'receipt.total 98000 < 100000');
  t.equal(rule?.items?.matches(lineOf({ sku: 'A' }), undefined), true);
  t.equal(rule?.gates.pass(contextOf()), false);
  const { receipt } = contextOf({ receipt: { tenders: [{ type: 'card', amount: 3, attributes: {} }] } });
  t.same(rule?.share?.(receipt), { part: 3, whole: 3 });
});

t.test('a document that was never checked makes it throw', async (t) => {
  const group = { code: 'a', type: 'price' as const, when: 'receipt.totl > 5' };
  t.throws(() => compileProgramme({ program: { code: 'main' }, groups: [group] }, 'hash'), /receipt has no totl/);
});
