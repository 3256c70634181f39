import assert from 'node:assert/strict';
import t from 'tap';
import { quoteBody } from '../../gateway/replies/quote-body.ts';
import { evaluate } from '../../rules/evaluate/evaluate.ts';
import { inputOf, type LineParts, programmeOf, receiptOf } from '../../rules/evaluate/testing/evaluation.ts';
import type { Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import type { PartyFacts } from '../../rules/model/member-state.ts';
import { advance } from '../../rules/state/advance.ts';
import { cancel, release } from '../../rules/state/reverse.ts';
import { fc } from '../../rules/testing/fast-check.ts';
import type { Returned, SaleEffects } from './effects.ts';
import { type ReceiptRow, readSale } from './receipt-row.ts';
import { returnShare } from './return-share.ts';

const programme = programmeOf(`
program: { code: main, timezone: Europe/Moscow }
counters:
  - { code: spent, of: net, window: P1Y }
  - { code: gross, of: gross, window: month }
  - { code: visits, of: receipts, window: quarter }
  - { code: units, of: quantity, window: P90D }
  - { code: points, of: points, window: year }
  - { code: b, of: net, items: { sku: B }, window: week }
  - { code: b-visits, of: receipts, items: { sku: B }, window: month }
tiers:
  by: spent
  levels: [{ code: base, from: 0 }, { code: silver, from: 20000, keep: P6M }, { code: gold, from: 60000, keep: P1Y }]
groups:
  - { code: tenth, type: price, rules: [{ code: tenth, do: { percent_off: { percent: 13 } } }] }
  - { code: earn, type: points, rules: [{ code: three, do: { earn_percent: { percent: 3 } } }] }
`);
const timezone = 'Europe/Moscow';

interface Sale {
  readonly businessTime: number;
  readonly input: EvaluationInput;
  readonly evaluation: Evaluation;
  readonly before: PartyFacts;
  readonly row: ReceiptRow;
  returned: Returned;
  cancelled: boolean;
}

/** A sale as it is stored, and read for what comes back of it. */
function sell(facts: PartyFacts, businessTime: number, lines: readonly LineParts[]): Sale {
  const input = inputOf(receiptOf(lines, { businessTime }), { member: {} });
  const evaluation = evaluate(programme, input);
  const under = { code: 'main', version: 1, hash: '', policy: programme.points };
  const effects: SaleEffects = {
    lots: evaluation.accruals.map(({ rule, points, lines: given }, index) => ({
      lot: index,
      rule,
      points,
      lines: given,
    })),
    spent: [],
    overdrawn: 0,
    redeemed: [],
    limitUses: [],
    counts: evaluation.counts,
    exchange: false,
  };
  const row = {
    id: 'r',
    reply: JSON.stringify(quoteBody(evaluation, under, undefined, businessTime)),
    input: JSON.stringify(input),
    effects: JSON.stringify(effects),
  };
  return { businessTime, input, evaluation, before: facts, row: row as ReceiptRow, returned: {}, cancelled: false };
}

const sold = (sale: Sale) => readSale({ ...sale.row, returned: JSON.stringify(sale.returned) }, false);

function takeBack(facts: PartyFacts, sale: Sale, line: number, quantity: number, at: number): PartyFacts {
  const share = returnShare(sold(sale).sold, sale.returned, [{ line, quantity }]);
  if ('refused' in share) throw new Error(share.refused[0]?.message);
  sale.returned = share.returned;
  const counts = Object.fromEntries(
    Object.entries(share.counts).map(([key, added]) => [key, { in: sale.evaluation.counts[key]?.in ?? '', added }]),
  );
  return release(facts, { limits: {}, counts, at, timezone });
}

/** What each counter should hold: from the lines as they were sold and what of them is left, reckoned another way. */
function recount(sales: readonly Sale[]): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {};
  for (const sale of sales) {
    if (sale.cancelled) continue;
    const lines = sale.evaluation.lines.map((line, index) => {
      const quantity = sale.input.receipt.lines[index]?.quantity ?? 0;
      const left = quantity - (sale.returned[line.line] ?? 0);
      const share = (total: number) => total - Math.trunc((total * (quantity - left)) / quantity);
      // Money is refunded unit by unit as the reply lists them, the first first.
      let [gone, net] = [quantity - left, line.net];
      for (const unit of line.units) {
        const taken = Math.min(gone, unit.quantity);
        net -= Math.trunc((unit.net * taken) / unit.quantity);
        gone -= taken;
      }
      const sku = sale.input.receipt.lines[index]?.sku;
      return { sku, left, net, gross: share(line.gross), points: share(line.earned) };
    });
    const sum = (of: 'left' | 'net' | 'gross' | 'points', sku?: string) =>
      lines.filter((line) => sku === undefined || line.sku === sku).reduce((total, line) => total + line[of], 0);
    const values: Record<string, number> = {
      spent: sum('net'),
      gross: sum('gross'),
      visits: sum('left') > 0 ? 1 : 0,
      units: sum('left'),
      points: sum('points'),
      b: sum('net', 'B'),
      'b-visits': sum('left', 'B') > 0 ? 1 : 0,
    };
    for (const [key, { in: bucket }] of Object.entries(sale.evaluation.counts)) {
      const own = sums[key] ?? {};
      sums[key] = own;
      own[bucket] = (own[bucket] ?? 0) + (values[key.slice(0, key.indexOf('~'))] ?? 0);
    }
  }
  for (const [key, buckets] of Object.entries(sums)) {
    const filled = Object.entries(buckets).filter(([, value]) => value !== 0);
    if (filled.length === 0) delete sums[key];
    else sums[key] = Object.fromEntries(filled);
  }
  return sums;
}

/** Sums by period or day, however they are kept. */
function flat(counters: PartyFacts['counters'] = {}): Record<string, Record<string, number>> {
  const days = (month: string, sums: readonly number[]) =>
    sums.flatMap((sum, index) => {
      const date = `${month}-${String(sums[index - 1]).padStart(2, '0')}`;
      return index % 2 === 1 ? [[date, sum] as const] : [];
    });
  return Object.fromEntries(
    Object.entries(counters).map(([key, buckets]) => [
      key,
      Object.fromEntries(
        Object.entries(buckets).flatMap(([name, sum]) => (typeof sum === 'number' ? [[name, sum]] : days(name, sum))),
      ),
    ]),
  );
}

const day = 86_400_000;
const start = Date.parse('2026-09-01T12:00:00+03:00');
const line = fc.record({
  sku: fc.constantFrom('A', 'B'),
  price: fc.integer({ min: 0, max: 9_999 }),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 3_000 }).map((n) => n / 1000),
  ),
});
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('sell' as const), lines: fc.array(line, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('return' as const),
      sale: fc.nat(20),
      line: fc.nat(3),
      part: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), sale: fc.nat(20) }) },
);

t.test('after any sales, returns and cancels counters hold what a recount of what is left finds', async () => {
  const history = fc.array(fc.record({ step, days: fc.integer({ min: 0, max: 12 }) }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(history, (steps) => {
      let facts: PartyFacts = { purchases: 0, limits: {} };
      const sales: Sale[] = [];
      let at = start;
      for (const { step: one, days } of steps) {
        at += days * day;
        if (one.kind === 'sell') {
          const sale = sell(facts, at, one.lines);
          sales.push(sale);
          facts = advance(facts, { businessTime: at, timezone, evaluation: sale.evaluation, policy: programme.facts });
          continue;
        }
        const sale = sales[one.sale % Math.max(1, sales.length)];
        if (sale === undefined || sale.cancelled) continue;
        if (one.kind === 'cancel') {
          if (Object.keys(sale.returned).length > 0) continue;
          sale.cancelled = true;
          const { businessTime, before, evaluation } = sale;
          facts = cancel(facts, {
            businessTime,
            before,
            limits: {},
            counts: evaluation.counts,
            at: businessTime,
            timezone,
          });
          continue;
        }
        const source = sale.input.receipt.lines[one.line % sale.input.receipt.lines.length];
        const left = (source?.quantity ?? 0) - (sale.returned[source?.line ?? 0] ?? 0);
        const quantity = one.part === 4 ? left : Math.floor((left * one.part) / 4);
        if (source !== undefined && quantity > 0) facts = takeBack(facts, sale, source.line, quantity, at);
      }
      assert.deepEqual(flat(facts.counters), recount(sales));
      if (sales.every((sale) => sale.cancelled)) assert.equal(facts.purchases, 0);
    }),
  );
});

t.test('all that was bought comes back in any split: nothing is counted, no tier is kept', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
      fc.nat(3),
      (receipts, cut) => {
        let facts: PartyFacts = { purchases: 0, limits: {} };
        const sales = receipts.map((lines, index) => {
          const sale = sell(facts, start + index * day, lines);
          const { businessTime, evaluation } = sale;
          facts = advance(facts, { businessTime, timezone, evaluation, policy: programme.facts });
          return sale;
        });
        for (const sale of sales) {
          for (const { line: number, quantity } of sale.input.receipt.lines) {
            const first = Math.floor((quantity * cut) / 4);
            for (const part of [first, quantity - first]) {
              if (part > 0) facts = takeBack(facts, sale, number, part, start + 20 * day);
            }
          }
        }
        assert.equal(facts.counters, undefined);
        assert.deepEqual(facts.tiers?.main?.reached ?? [], []);
      },
    ),
  );
});
