import t from 'tap';
import { parseProgramme } from '../program/parse.ts';
import type { RuleDocument } from '../program/schema/rule.ts';
import type { Favourite } from '../program/schema/selector.ts';
import { fc } from '../testing/fast-check.ts';
import { compileProgramme } from './compile.ts';
import type { CompiledProgramme, CompiledRule, GateContext } from './compiled.ts';
import { contextOf, lineOf } from './testing/receipts.ts';

function programmeOf(rules: readonly Partial<RuleDocument>[]): CompiledProgramme {
  const { document, lint } = parseProgramme({
    program: { code: 'main' },
    lists: { season: ['A', 'B'], sale: ['C'] },
    groups: [
      {
        code: 'shelf',
        type: 'price',
        rules: rules.map((rule, index) => ({ code: `r${index}`, do: { percent_off: { percent: 5 } }, ...rule })),
      },
    ],
  });
  if (document === undefined) throw new Error(JSON.stringify(lint));
  return compileProgramme(document, 'hash');
}

function codesFor(rules: readonly Partial<RuleDocument>[], context: GateContext): string[] {
  return programmeOf(rules)
    .candidates(context)
    .flat()
    .map(({ code }) => code);
}

t.test('rules that ask for what the receipt does not have are left out, in rule order', async (t) => {
  const rules: Partial<RuleDocument>[] = [
    { items: { sku: ['A', 'Z'] } },
    { items: { sku: ['X'] } },
    { items: { category: ['food/dairy'] } },
    { stores: ['s2'] },
    { stores: ['region:centre'] },
    {},
    { segments: ['young'], priority: 7 },
    { items: { list: 'sale' } },
    { items: { list: 'season' } },
    { items: { attributes: { organic: [true] } } },
    { items: { any: [{ sku: 'Q' }, { brand: 'X' }] } },
    { items: { any: [{ sku: 'Q' }, { not: { sku: 'A' } }] } },
    { items: { not: { sku: 'A' } } },
    { tenders: [{ type: 'cash' }] },
    { channels: ['web'] },
    { items: { favourites: 'sku' } },
    { items: { list: 'kept' } },
    { items: { list: 'far' } },
  ];
  const line = lineOf({
    sku: 'A',
    category: ['food', 'dairy', 'milk'],
    brand: 'X',
    attributes: { organic: true },
    lists: ['kept'],
  });
  const context = contextOf({ receipt: { lines: [line] }, member: { segments: ['young', 'rich'] } });
  t.same(codesFor(rules, context), ['r6', 'r0', 'r2', 'r4', 'r5', 'r8', 'r9', 'r10', 'r11', 'r12', 'r15', 'r16']);
  t.same(codesFor(rules, contextOf({ receipt: { channel: 'web', lines: [] }, store: { code: 's2', region: 'x' } })), [
    ...['r3', 'r5', 'r11', 'r12', 'r14', 'r15'],
  ]);
});

t.test('each group gets its own, in the order in which groups run', async (t) => {
  const { document } = parseProgramme({
    program: { code: 'main' },
    groups: [
      {
        code: 'late',
        type: 'points',
        rules: [{ code: 'p', items: { sku: 'A' }, do: { earn_percent: { percent: 1 } } }],
      },
      { code: 'empty', type: 'price', rules: [] },
      {
        code: 'early',
        type: 'price',
        rules: ['B', 'A'].map((sku) => ({ code: sku, items: { sku }, do: { percent_off: { percent: 5 } } })),
      },
    ],
  });
  if (document === undefined) throw new Error('the programme has errors');
  const programme = compileProgramme(document, 'hash');
  t.same(
    programme.candidates(contextOf()).map((rules) => rules.map(({ code }) => code)),
    [[], ['A'], ['p']],
  );
});

t.test('a rule is filed under what the fewest share', async (t) => {
  const rules = Array.from({ length: 1000 }, (_, index) => ({ items: { category: ['food'] }, stores: [`s${index}`] }));
  const context = contextOf({ receipt: { lines: [lineOf({ category: ['food'] })] } });
  t.same(codesFor(rules, context), ['r1']);
});

t.test('a rule of sets is filed under what a set cannot do without', async (t) => {
  const pair = (other: string) => ({
    do: { set_off: { set: [{ items: { sku: 'A' } }, { items: { sku: other } }], percent: 5 } },
  });
  const gift = (sku: string) => ({
    do: { gift: { buy: { items: { sku: 'A' } }, get: { items: { sku } }, percent: 100 } },
  });
  const rules = [...Array.from({ length: 1000 }, (_, index) => pair(`B${index}`)), gift('B7'), gift('C')];
  const context = contextOf({ receipt: { lines: [lineOf({ sku: 'A' }), lineOf({ sku: 'B7' })] } });
  t.same(codesFor(rules, context), ['r7', 'r1000']);
});

const names = fc.subarray(['A', 'B', 'C', 'D'], { minLength: 1 });
const { selector } = fc.letrec<{ selector: NonNullable<RuleDocument['items']> }>((tie) => ({
  selector: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    names.map((sku) => ({ sku })),
    names.map((category) => ({ category })),
    fc.constant({ category: 'A/B' }),
    fc.tuple(names, names).map(([sku, brand]) => ({ sku, brand })),
    fc.subarray(['season', 'sale', 'kept', 'far'], { minLength: 1 }).map((list) => ({ list })),
    names.map((values) => ({ attributes: { taste: values } })),
    fc.constantFrom<Favourite | Favourite[]>('sku', 'brand', ['sku', 'brand']).map((favourites) => ({ favourites })),
    fc.array(tie('selector'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('selector').map((not) => ({ not })),
    fc.tuple(names, tie('selector')).map(([brand, not]) => ({ brand, not })),
  ),
}));
const ruleArbitrary = fc.record(
  {
    items: selector,
    stores: fc.subarray(['s1', 's2', 'region:centre', 'region:north'], { minLength: 1 }),
    channels: fc.subarray<'pos' | 'web'>(['pos', 'web'], { minLength: 1 }),
    segments: names,
    tiers: names,
    cards: names,
    tenders: fc.constantFrom<NonNullable<RuleDocument['tenders']>>(
      [{ type: 'cash' }],
      [{ type: 'card', attributes: { bank: 'b' } }],
    ),
    priority: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<RuleDocument>>;
const one = fc.constantFrom('A', 'B', 'C', 'D', 'E');
const contextArbitrary = fc
  .record({
    lines: fc.array(
      fc.record({
        sku: one,
        brand: one,
        category: fc.array(one, { maxLength: 3 }),
        taste: one,
        lists: fc.subarray(['kept', 'far']),
      }),
      {
        maxLength: 4,
      },
    ),
    store: fc.constantFrom({ code: 's1', region: 'centre' }, { code: 's2', region: 'south' }),
    channel: fc.constantFrom<'pos' | 'web'>('pos', 'web'),
    member: fc.option(
      fc.record({
        segments: fc.array(one),
        tier: one,
        cards: fc.array(one),
        favourites: fc.record({ sku: fc.array(one), brand: fc.array(one) }),
      }),
      { nil: undefined },
    ),
    tenders: fc.constantFrom(
      [],
      [{ type: 'cash', amount: 1, attributes: {} }],
      [{ type: 'card', amount: 1, attributes: { bank: 'b' } }],
    ),
  })
  .map(({ lines, store, channel, member, tenders }) =>
    contextOf({
      receipt: {
        channel,
        tenders,
        lines: lines.map(({ taste, ...line }, index) => lineOf({ ...line, line: index + 1, attributes: { taste } })),
      },
      store,
      ...(member === undefined ? {} : { member }),
    }),
  );

t.test('no rule that could apply is ever left out, and none comes twice or out of order', async () => {
  fc.assert(
    fc.property(
      fc.array(ruleArbitrary, { maxLength: 12 }),
      fc.array(contextArbitrary, { maxLength: 3 }),
      (rules, contexts) => {
        const programme = programmeOf(rules);
        const all = programme.groups[0]?.rules ?? [];
        for (const context of contexts) {
          const candidates = programme.candidates(context)[0] ?? [];
          const positions = candidates.map((rule) => all.indexOf(rule));
          if (positions.some((position, index) => index > 0 && position <= (positions[index - 1] ?? -1)))
            throw new Error('order');
          for (const rule of all) {
            const { items } = rule;
            const applies =
              rule.gates.pass(context) &&
              (items === undefined || context.receipt.lines.some((line) => items.matches(line, context.member)));
            if (applies && !candidates.includes(rule)) throw new Error(`${rule.code} left out`);
          }
          for (const rule of candidates) expectLines(rule, programme, context);
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** No line that a rule selects is left out; and where its lines are known, no other is noted. */
function expectLines({ code, items, lines }: CompiledRule, { masks }: CompiledProgramme, context: GateContext): void {
  const { slot, flip, known } = lines;
  if (slot === -1) return;
  const noted = (masks[slot] ?? 0) ^ flip;
  for (const [index, line] of context.receipt.lines.entries()) {
    const isNoted = (noted & (1 << index)) !== 0;
    const matches = items?.matches(line, context.member) === true;
    if (matches && !isNoted) throw new Error(`${code} loses line ${index}`);
    if (known && isNoted && !matches) throw new Error(`${code} has line ${index}, which it does not select`);
  }
}

t.test('what is noted of a rule’s lines', async (t) => {
  const lines = [
    lineOf({ line: 1, sku: 'A', brand: 'X', category: ['food', 'dairy'] }),
    lineOf({ line: 2, sku: 'C', brand: 'X', category: ['tobacco'], lists: ['season', 'kept'] }),
  ];
  for (const [items, noted, known] of [
    [{ sku: 'A' }, [1], true],
    [{ category: 'food/dairy' }, [1], true],
    [{ category: 'tobacco', brand: 'Y' }, [], false],
    [{ brand: 'X', price: { from: 1 } }, [1, 2], false],
    [{ any: [{ sku: 'A' }, { brand: 'X' }] }, [1, 2], true],
    [{ not: { category: 'tobacco' } }, [1], true],
    [{ not: { brand: 'X', category: 'tobacco' } }, undefined, false],
    [{ not: { category: 'tobacco' }, price: { from: 1 } }, undefined, false],
    // A list of the document is known by its skus, whatever a line says.
    [{ list: 'season' }, [1], true],
    [{ list: ['season', 'kept'] }, [1, 2], true],
    [{ favourites: 'sku' }, undefined, false],
  ] as const) {
    const programme = programmeOf([{ items } as Partial<RuleDocument>]);
    programme.candidates(contextOf({ receipt: { lines } }));
    const rule = programme.groups[0]?.rules[0];
    const { slot = -1, flip = 0 } = rule?.lines ?? {};
    const mask = (programme.masks[slot] ?? 0) ^ flip;
    const found = slot === -1 ? undefined : lines.filter((_, index) => (mask & (1 << index)) !== 0);
    t.strictSame([found?.map(({ line }) => line), rule?.lines.known], [noted, known], JSON.stringify(items));
  }
});

t.test('a rule that is filed by its store knows its lines too', async (t) => {
  const programme = programmeOf([
    { stores: ['s1'], items: { category: 'dairy' } },
    { items: { category: 'dairy' } },
    { items: { category: 'dairy' } },
  ]);
  const lines = [lineOf({ sku: 'A' }), lineOf({ line: 2, sku: 'B', category: ['dairy'] })];
  const context = contextOf({ receipt: { lines }, store: { code: 's1' } });
  const [rule] = programme.candidates(context)[0] ?? [];
  t.equal(rule?.lines.known, true);
  t.equal(programme.masks[rule?.lines.slot ?? -1], 0b10);
});

t.test('ten thousand rules look at a receipt as often as a hundred do', async (t) => {
  const rulesOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ items: { sku: [`sku-${index}`] } }));
  const lines = Array.from({ length: 10 }, (_, index) => lineOf({ line: index + 1, sku: `sku-${index * 7}` }));
  const context = contextOf({ receipt: { lines } });
  const looksOf = (programme: CompiledProgramme) => {
    let looks = 0;
    const watched = noted(context, () => {
      looks += 1;
    });
    const lookUps = t.capture(Map.prototype, 'get', Map.prototype.get);
    const candidates = programme.candidates(watched).flat().length;
    lookUps.restore();
    return { candidates, looks, lookUps: lookUps().length };
  };
  const few = looksOf(programmeOf(rulesOf(100)));
  t.match(few, { candidates: 10, lookUps: 10 });
  t.ok(few.looks >= 10);
  t.strictSame(looksOf(programmeOf(rulesOf(10_000))), few);
});

/** The same, but whoever reads something of it, or of what it holds, is noted. */
function noted<T extends object>(value: T, note: () => void): T {
  return new Proxy(value, {
    get(target, name) {
      note();
      const found: unknown = Reflect.get(target, name);
      return typeof found === 'object' && found !== null ? noted(found, note) : found;
    },
  });
}
