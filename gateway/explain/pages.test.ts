/**
 * Receipts explained, word for word: each page of golden/ was read against the programme and the receipt beside it. A sale is
 * evaluated, kept and taken back as the gateway would; only its store of records is not there.
 */
import { readFileSync } from 'node:fs';
import t from 'tap';
import type { SaleEffects } from '../../ledger/receipts/effects.ts';
import { type ReceiptRow, readSale } from '../../ledger/receipts/receipt-row.ts';
import { returnShare } from '../../ledger/receipts/return-share.ts';
import { evaluate } from '../../rules/evaluate/evaluate.ts';
import { inputOf, type LineParts, programmeOf, receiptOf } from '../../rules/evaluate/testing/evaluation.ts';
import { languages } from '../../rules/model/language.ts';
import type { MemberState } from '../../rules/model/member-state.ts';
import type { Receipt } from '../../rules/model/receipt.ts';
import { parseProgramme } from '../../rules/program/parse.ts';
import { quoteBody } from '../replies/quote-body.ts';
import { explainReturn } from './return-page.ts';
import { explainSale } from './sale-page.ts';
import { titlesOf } from './titles.ts';
import { words } from './words.ts';

interface Story {
  readonly name: string;
  /** More of `program`. */
  readonly head?: string;
  readonly groups: string;
  readonly lines: readonly LineParts[];
  readonly receipt?: Partial<Receipt>;
  readonly member?: MemberState;
  /** Units by line. */
  readonly back?: Readonly<Record<string, number>>;
  readonly state?: 'cancelled';
}

const points = `points: { worth: 100, purses: [{ code: bonus, expireAfter: P1Y }, { code: promo }] }`;

const stories: readonly Story[] = [
  {
    name: 'stacked',
    groups: `
      - code: shelf
        type: price
        rules:
          - { code: tea-10, title: Ten percent off tea, items: { sku: tea }, do: { percent_off: { percent: 10 } } }
          - { code: first-3, title: First purchase, priority: -1, when: member.purchases == 0, do: { percent_off: { percent: 3 } } }
      - code: earn
        type: points
        rules:
          - { code: tenth, title: A tenth back, do: { earn_percent: { percent: 10, lot: { activateAfter: P14D } } } }`,
    lines: [
      { sku: 'tea', name: 'Green tea', price: 9990, quantity: 2 },
      { sku: 'cake', price: 55550, manualDiscount: 550 },
    ],
    member: { purchases: 0 },
  },
  {
    name: 'set',
    groups: `
      - code: bundles
        type: price
        mode: best
        rules:
          - { code: pair, title: Tea with a mug, do: { set_price: { set: [{ items: { sku: tea } }, { items: { sku: mug } }], price: 12999 } } }
          - { code: mugs-5, title: Five percent off mugs, items: { sku: mug }, do: { percent_off: { percent: 5 } } }`,
    lines: [
      { sku: 'tea', price: 10000, quantity: 2 },
      { sku: 'mug', price: 6000 },
    ],
  },
  {
    name: 'ladder',
    groups: `
      - code: whole
        type: price
        rules:
          - { code: ladder, title: The more the cheaper, do: { ladder_off: { by: receipt.total, steps: [{ from: 50000, percent: 3 }, { from: 100000, percent: 7 }] } } }
          - { code: big, title: From 1500.00, when: receipt.total >= 150000, do: { amount_off: { amount: 5000, per: receipt } } }
          - { code: often, title: Every fifth purchase, when: (member.purchases + 1) % 5 == 0, do: { percent_off: { percent: 20 } } }`,
    lines: [{ sku: 'lamp', name: 'Desk lamp', price: 95000 }],
    member: { purchases: 1 },
  },
  {
    name: 'redeemed',
    groups: `
      - code: pay
        type: redemption
        rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }]
      - code: earn
        type: points
        rules: [{ code: tenth, title: A tenth back, do: { earn_percent: { percent: 10 } }, limits: [{ by: member, points: 5, per: day }] }]`,
    lines: [
      { sku: 'cheese', price: 10000 },
      { sku: 'bread', price: 5000 },
    ],
    member: { balances: { bonus: 60 } },
    receipt: { redeem: [{ points: 'max' }] },
  },
  {
    name: 'returned',
    groups: `
      - code: shelf
        type: price
        rules: [{ code: ten, title: Ten percent, do: { percent_off: { percent: 10 } } }]
      - code: earn
        type: points
        rules: [{ code: tenth, title: A tenth back, do: { earn_percent: { percent: 10 } } }]`,
    lines: [{ sku: 'cup', name: 'Cup', price: 5000, quantity: 3 }],
    member: {},
    back: { 1: 1 },
  },
  {
    name: 'cash',
    head: 'cashRounding: 100',
    groups: `
      - code: shelf
        type: price
        rules: [{ code: ten, do: { percent_off: { percent: 10 } } }]`,
    lines: [{ sku: 'cup', price: 5050 }],
    receipt: { tenders: [{ type: 'cash', amount: 4500, attributes: {} }] },
  },
  {
    name: 'charged',
    groups: `
      - code: shelf
        type: price
        rules: [{ code: ten, do: { percent_off: { percent: 10 } } }]`,
    lines: [{ sku: 'cup', price: 5000 }],
    receipt: { charged: [{ line: 1, net: 4800 }], coupons: ['OLD'] },
    state: 'cancelled',
  },
];

function page(story: Story, language: 'en' | 'ru'): string {
  const source = `program: { code: main, currency: RUB, timezone: Europe/Moscow${story.head === undefined ? '' : `, ${story.head}`} }\n${points}\ngroups:${story.groups}\n`;
  const programme = programmeOf(source);
  const { document } = parseProgramme(source);
  if (document === undefined) throw new Error('a programme without fault has a document');
  const receipt = receiptOf(story.lines, { at: '2026-11-22T18:30:00+03:00', ...story.receipt });
  const input = inputOf(receipt, story.member === undefined ? {} : { member: story.member });
  const evaluation = evaluate(programme, { ...input, explain: true, nudge: true });
  const under = { code: 'main', version: 3, hash: programme.hash, policy: programme.points };
  const { variance } = evaluation;
  const reply = {
    id: '01a20000-0000-7000-8000-000000000001',
    state: 'committed' as const,
    committedAt: '2026-11-22T15:30:01.000Z',
    ...quoteBody(evaluation, under, undefined, receipt.businessTime),
    ...(variance !== undefined && { variance: { ...variance, lines: [...variance.lines] } }),
  };
  const effects: SaleEffects = {
    lots: evaluation.accruals.map(({ rule, points: given, lines }, lot) => ({
      lot: lot + 1,
      rule,
      points: given,
      lines,
    })),
    spent: [],
    overdrawn: 0,
    redeemed: [],
    limitUses: evaluation.limitUses,
    exchange: false,
  };
  const row: ReceiptRow = {
    id: reply.id,
    kind: 'sale',
    state: story.state ?? 'committed',
    till: 't1',
    store: 's1',
    businessDay: '2026-11-22',
    number: '7',
    businessTime: receipt.businessTime,
    committedAt: Date.parse(reply.committedAt),
    programme: 'main',
    version: 3,
    ...reply.totals,
    reply: JSON.stringify(reply),
    input: JSON.stringify(input),
    effects: JSON.stringify(effects),
  };
  const { sold } = readSale(row, false);
  const lines = Object.entries(story.back ?? {}).map(([line, units]) => ({
    line: Number(line),
    quantity: units * 1000,
  }));
  const back = lines.length === 0 ? undefined : returnShare(sold, {}, lines);
  if (back !== undefined && 'refused' in back) throw new Error(JSON.stringify(back.refused));
  return explainSale(
    {
      row,
      reply,
      wasAttached: false,
      input,
      effects,
      evaluation,
      ...(back !== undefined && { back }),
      titles: titlesOf(document),
      measures: { currency: 'RUB', minorUnits: 2, scale: 0, timezone: 'Europe/Moscow' },
      redeemedAsTender: false,
    },
    language,
  );
}

for (const story of stories) {
  for (const language of languages) {
    t.test(`${story.name}, ${language}`, async (t) => {
      const golden = new URL(`golden/${story.name}.${language}.txt`, import.meta.url);
      t.equal(plain(page(story, language)), readFileSync(golden, 'utf8'));
    });
  }
}

/** Spaces that Intl keeps together are written as any others in the golden files. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

t.test('a return', async (t) => {
  const row = {
    id: '01a20000-0000-7000-8000-000000000002',
    kind: 'return' as const,
    state: 'committed' as const,
    till: 't1',
    store: 's1',
    businessDay: '2026-11-23',
    number: '8',
    businessTime: Date.parse('2026-11-23T10:00:00+03:00'),
    committedAt: Date.parse('2026-11-23T10:00:01+03:00'),
    programme: 'main',
    version: 3,
    original: '01a20000-0000-7000-8000-000000000001',
    ...{ gross: 0, discount: 0, redeemed: 0, net: 0, earned: 0 },
  };
  const line = { line: 1, sku: 'cup', quantity: 1, refund: 4500, pointsReturned: 2, pointsTaken: 21 };
  const reply = { refund: 4400, withheld: 100, pointsReturned: 2, pointsTaken: 21, debt: 5, lines: [line] };
  const measures = { currency: 'RUB', minorUnits: 2, scale: 0, timezone: 'Europe/Moscow' };
  for (const language of languages) {
    const golden = new URL(`golden/return.${language}.txt`, import.meta.url);
    t.equal(plain(explainReturn({ row, reply, measures }, language)), readFileSync(golden, 'utf8'), language);
  }
});

t.test('all languages say the same things, with the same values in them', async (t) => {
  const { texts } = words.en;
  const valuesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
  for (const language of languages) {
    t.strictSame(Object.keys(words[language].texts).toSorted(), Object.keys(texts).toSorted(), language);
    for (const [key, text] of Object.entries(texts)) {
      const other = words[language].texts[key as keyof typeof texts];
      t.strictSame(valuesOf(other), valuesOf(text), `${language} ${key}`);
    }
  }
});
