import assert from 'node:assert/strict';
import t from 'tap';
import type { CompiledProgramme } from '../compile/compiled.ts';
import type { Evaluation, EvaluationInput } from '../model/evaluation.ts';
import type { ChargedLine, Receipt, ReceiptLine } from '../model/receipt.ts';
import { fc } from '../testing/fast-check.ts';
import { evaluate } from './evaluate.ts';
import { programmeOf } from './testing/evaluation.ts';

/** Programmes that use everything at once, in every mode and scope. */
const displacements = ['stack', 'priority', 'best'].flatMap((mode) =>
  ['line', 'receipt'].flatMap((scope) => ['initial', 'current'].map((base) => ({ mode, scope, base }))),
);
const programmes = displacements.flatMap(({ mode, scope, base }) => {
  const how = `mode: ${mode}, scope: ${scope}, base: ${base}`;
  return ['redeemAs: discount, scale: 1', 'redeemAs: tender, earnOnRedeemed: true, rounding: half-up'].map((points) =>
    programmeOf(`points: { ${points}, purses: [{ code: bonus, expireAfter: P1Y }, { code: promo }] }
groups:
  - { code: shelf, type: price, ${how}, rules: [
      { code: three, priority: 2, items: { sku: [A, B] }, do: { pay_for: { take: 3, pay: 2 } } },
      { code: seven, priority: 1, do: { percent_off: { percent: 7.25, maxAmount: 50000 } } },
      { code: fixed, priority: 1, items: { sku: C }, do: { fixed_price: { price: 99 } } },
      { code: coin, items: { sku: [B, C] }, exclusive: true, do: { amount_off: { amount: 33, per: unit } } }] }
  - { code: receipt, type: price, ${how}, rules: [
      { code: hundred, when: 'receipt.total >= 1000', do: { amount_off: { amount: 100, per: receipt } },
        limits: [{ by: member, amount: 150, per: day }, { by: rule, times: 9, per: total }] },
      { code: card, tenders: [{ type: card, share: true }], do: { percent_off: { percent: 3, round: receipt } } },
      { code: cheap, take: { order: cheapest, count: 2 }, do: { percent_off: { percent: 50 } } }] }
  - { code: bundles, type: price, ${how}, rules: [
      { code: pair, priority: 1, do: { set_price: { set: [{ items: { sku: [A, B] } }, { items: { sku: [B, C] }, quantity: 2 }], price: 500 } } },
      { code: trio, items: { sku: [A, C, D] }, do: { set_off: { set: [{ items: { sku: [A, C] }, quantity: 3 }], percent: 33.33 } },
        limits: [{ by: rule, amount: 777, per: receipt }] },
      { code: gift, do: { gift: { buy: { items: { sku: [A, D] }, quantity: 2 }, get: { items: { sku: [B, D] } }, percent: 99.5 } } },
      { code: nth, tenders: [{ type: card, share: true }], do: { every_nth: { n: 2, amount: 55, of: unit } } },
      { code: lines, priority: 1, do: { every_nth: { n: 3, percent: 15, of: line } } }] }
  - { code: steps, type: price, ${how}, rules: [
      { code: spend, items: { sku: [A, B, C] }, do: { per_spend_off: { each: 999, amount: 50, maxPercent: 7.5 } } },
      { code: spent, do: { per_spend_off: { each: 5000, percent: 0.25, maxPercent: 3 } } },
      { code: ladder, exclusive: true,
        do: { ladder_off: { by: receipt.total, steps: [{ from: 100, percent: 1 }, { from: 3000, amount: 77 }] } } }] }
  - { code: pay, type: redemption, ${how}, rules: [
      { code: most, do: { redeem_limit: { percent: 90 } }, limits: [{ by: member, amount: 70000, per: month }] },
      { code: less, priority: 1, items: { sku: C }, do: { redeem_limit: { percent: 30, minNet: 5 } } }] }
  - { code: earn, type: points, ${how}, rules: [
      { code: one, do: { earn_percent: { percent: 1 } } },
      { code: tea, priority: 1, items: { sku: [A, D] }, do: { earn_percent: { percent: 12.5, lot: { purse: promo } } },
        limits: [{ by: member, points: 40, per: week }] },
      { code: steps, take: { order: dearest, count: 3 }, do: { earn_per_spend: { each: 777, points: 5 } } }] }
  - { code: units, type: points, ${how}, rules: [
      { code: set, do: { earn_set: { set: [{ items: { sku: A } }, { items: { sku: [A, B] } }], points: 7 } } },
      { code: each, items: { sku: [B, C] }, do: { earn_points: { points: 3, per: unit } } },
      { code: fifth, do: { earn_per_nth: { n: 2, points: 11, of: line } } },
      { code: rungs, do: { earn_ladder: { by: receipt.quantity, steps: [{ from: 2.5, points: 9 }, { from: 6, percent: 2 }] } } }] }
  - { code: more, type: points, ${how}, rules: [
      { code: double, items: { sku: [A, B] }, do: { multiply: { factor: 2 } } },
      { code: half, do: { multiply: { factor: 1.5 } }, limits: [{ by: rule, points: 25, per: total }] }] }
  - { code: words, type: reward, ${how}, rules: [
      { code: slip, items: { sku: [A, B] }, do: { message: { to: slip, text: Thank you } } },
      { code: till, priority: 1, items: { sku: D }, do: { message: { to: cashier, text: Wrap it } } }] }`),
  );
});

const money = fc.oneof(fc.nat(3000), fc.nat(100_000), fc.integer({ min: 0, max: 900_000_000_000 }));
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((units) => units * 1000),
  fc.integer({ min: 1, max: 5000 }),
);
const anyLine: fc.Arbitrary<Omit<ReceiptLine, 'line'>> = fc
  .record({
    sku: fc.constantFrom('A', 'B', 'C', 'D'),
    quantity,
    amount: fc.oneof({ weight: 9, arbitrary: money }, { weight: 1, arbitrary: money.map((amount) => 0 - amount) }),
    discountable: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    earnable: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    minPrice: fc.option(fc.nat(500), { nil: undefined }),
    manual: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 100 })),
  })
  .map(({ manual, minPrice, ...line }) => ({
    ...line,
    ...(minPrice === undefined ? {} : { minPrice }),
    unitPrice: 0,
    manualDiscount: line.amount > 0 ? Math.floor((line.amount * manual) / 100) : 0,
    category: [],
    attributes: {},
  }));

const anyReceipt: fc.Arbitrary<Receipt> = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 12 }),
    numbers: fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30], { minLength: 12, maxLength: 12 }),
    card: fc.nat(100_000),
    cash: fc.nat(100_000),
    redeem: fc.array(
      fc.record(
        {
          purse: fc.constantFrom('bonus', 'promo', 'nowhere'),
          points: fc.oneof(fc.constant('max' as const), fc.nat(3000)),
        },
        { requiredKeys: ['points'] },
      ),
      { maxLength: 3 },
    ),
    mode: fc.constantFrom('basket', 'basket', 'basket', 'listing'),
  })
  .map(({ lines, numbers, card, cash, redeem, mode }) => ({
    channel: 'pos',
    mode: mode as Receipt['mode'],
    businessTime: Date.parse('2026-11-22T12:00:00+03:00'),
    store: { code: 's1', timezone: 'Europe/Moscow', attributes: {} },
    lines: lines.map((line, index) => ({ ...line, line: numbers[index] ?? 0 })),
    tenders: [
      { type: 'card', amount: card, attributes: {} },
      { type: 'cash', amount: cash, attributes: {} },
    ],
    coupons: [],
    redeem: redeem.map(({ purse, points }) => ({ ...(purse === undefined ? {} : { purse }), points })),
    attributes: {},
  }));

const anyInput: fc.Arbitrary<EvaluationInput> = fc
  .record({
    receipt: anyReceipt,
    balances: fc.option(fc.record({ bonus: fc.nat(5000), promo: fc.nat(500) })),
    used: fc.nat(200),
    explain: fc.boolean(),
  })
  .map(({ receipt, balances, used, explain }) => ({
    programme: { code: 'main', version: 1 },
    receipt,
    ...(balances === null ? {} : { member: { balances } }),
    limits: {
      'main/hundred/member/amount/day/2026-11-22': used,
      'main/hundred/rule/times/total/total': used % 11,
      'main/tea/member/points/week/2026-W47': used % 45,
      'main/half/rule/points/total/total': used % 30,
    },
    explain,
  }));

const anyCase = fc.tuple(fc.nat(programmes.length - 1), anyInput);

function programmeAt(place: number): CompiledProgramme {
  const programme = programmes[place];
  if (programme === undefined) throw new Error(`no programme ${place}`);
  return programme;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Everything that holds of any answer to any receipt. */
function check(programme: CompiledProgramme, input: EvaluationInput, evaluation: Evaluation): void {
  const { receipt, member } = input;
  const { lines, totals, redemption, accruals } = evaluation;
  const asDiscount = programme.points.redeemAs === 'discount';
  assert.deepEqual(
    lines.map((line) => line.line),
    receipt.lines.map((line) => line.line),
  );
  for (const key of ['gross', 'discount', 'redeemed', 'net', 'earned'] as const) {
    assert.equal(totals[key], sumOf(lines.map((line) => line[key])), `Σ ${key}`);
  }
  for (const [index, line] of lines.entries()) {
    const source = receipt.lines[index];
    if (source === undefined) throw new Error('an answer without its line');
    assert.equal(line.gross, source.amount);
    assert.equal(line.discount, sumOf(line.adjustments.map((adjustment) => adjustment.amount)));
    assert.equal(line.net, line.gross - line.discount - (asDiscount ? line.redeemed : 0));
    assert.ok(line.redeemed >= 0 && line.earned >= 0);
    assert.equal(sumOf(line.units.map((unit) => unit.net)), line.net);
    assert.equal(sumOf(line.units.map((unit) => unit.quantity)), source.quantity);
    for (const unit of line.units) assert.equal(unit.quantity * unit.unitPrice, unit.net * 1000);
    if (receipt.charged !== undefined) continue;
    for (const adjustment of line.adjustments) assert.ok(adjustment.amount > 0);
    const ours = line.discount - source.manualDiscount + (asDiscount ? line.redeemed : 0);
    if (source.amount < 0) assert.deepEqual([ours, line.redeemed, line.earned], [0, 0, 0]);
    else {
      assert.ok(line.net >= 0);
      assert.ok(line.gross - line.discount >= line.redeemed);
      if (!source.earnable) assert.equal(line.earned, 0);
      if (!source.discountable) assert.equal(ours, 0);
      const floor = Math.floor(((source.minPrice ?? 0) * source.quantity) / 1000 + 0.5);
      if (ours > 0) assert.ok(line.net >= floor, 'never below minPrice');
    }
  }

  const allowed = Math.max(redemption.allowed, receipt.charged === undefined ? 0 : redemption.points);
  const balance = sumOf(Object.values(member?.balances ?? {}));
  assert.ok(redemption.points <= allowed);
  assert.equal(redemption.redeemable, Math.min(redemption.allowed, balance));
  if (receipt.charged === undefined) {
    assert.ok(redemption.points <= redemption.redeemable);
    assert.equal(redemption.amount, redemption.points * programme.points.unitWorth);
  }
  assert.equal(redemption.amount, totals.redeemed);
  assert.equal(sumOf(redemption.lines.map((line) => line.amount)), redemption.amount);
  assert.equal(sumOf(redemption.lines.map((line) => line.points)), redemption.points);
  assert.equal(sumOf(redemption.requests.map((request) => request.points)), redemption.points);

  assert.equal(sumOf(accruals.map((accrual) => accrual.points)), totals.earned);
  for (const accrual of accruals) {
    assert.ok(accrual.points > 0);
    assert.equal(sumOf(accrual.lines.map((line) => line.points)), accrual.points);
  }
  for (const { key, used, cap } of evaluation.limitUses) {
    assert.ok(Number.isSafeInteger(used) && used > 0 && (input.limits[key] ?? 0) + used <= cap, key);
  }
  if (input.explain && receipt.mode === 'basket') {
    assert.deepEqual(
      evaluation.trace?.map((entry) => entry.rule),
      programme.groups.flatMap((group) => group.rules.map((rule) => rule.code)),
    );
  }
}

t.test('of any receipt, sums are exact, nothing is negative, caps hold, and the input is left alone', async () => {
  fc.assert(
    fc.property(anyCase, ([place, input]) => {
      const programme = programmeAt(place);
      check(programme, input, evaluate(programme, frozen(input)));
    }),
    { numRuns: 2000 },
  );
});

t.test('the same twice, to the byte; and no other with a trace than without', async () => {
  fc.assert(
    fc.property(anyCase, ([place, input]) => {
      const programme = programmeAt(place);
      const once = JSON.stringify(evaluate(programme, input));
      if (JSON.stringify(evaluate(programme, structuredClone(input))) !== once) throw new Error('not the same twice');
      const { trace: _, ...plain } = evaluate(programme, { ...input, explain: true });
      const { trace: __, ...other } = JSON.parse(once);
      if (JSON.stringify(plain) !== JSON.stringify(other)) throw new Error('a trace changed the outcome');
    }),
    { numRuns: 1000 },
  );
});

t.test('the order in which a till sends its lines changes nothing', async () => {
  const order = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(anyCase, order, ([place, { explain: _, ...input }], keys) => {
      const programme = programmeAt(place);
      const mixed = input.receipt.lines
        .map((line, index) => ({ line, key: keys[index] ?? 0 }))
        .toSorted((one, other) => one.key - other.key)
        .map(({ line }) => line);
      const byNumber = ({ lines, ...rest }: Evaluation) => {
        return { ...rest, lines: lines.toSorted((one, other) => one.line - other.line) };
      };
      const receipt = { ...input.receipt, mode: 'basket' as const };
      const asSent = evaluate(programme, { ...input, receipt });
      const otherwise = evaluate(programme, { ...input, receipt: { ...receipt, lines: mixed } });
      assert.deepEqual(byNumber(otherwise), byNumber(asSent));
    }),
    { numRuns: 500 },
  );
});

t.test('whatever was charged, sums are exact', async () => {
  const charges = fc.array(fc.tuple(money, fc.option(fc.nat(500))), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(anyCase, charges, ([place, given], paid) => {
      const programme = programmeAt(place);
      const charged = given.receipt.lines.map(({ line }, index): ChargedLine => {
        const [net, redeemed] = paid[index] ?? [0, null];
        return { line, net, ...(redeemed === null ? {} : { redeemed }) };
      });
      const input = { ...given, receipt: { ...given.receipt, mode: 'basket' as const, charged } };
      const evaluation = evaluate(programme, frozen(input));
      check(programme, input, evaluation);
      const nets = evaluation.lines.map((line) => line.net);
      if (JSON.stringify(nets) !== JSON.stringify(charged.map((line) => line.net))) throw new Error('not as charged');
    }),
    { numRuns: 1000 },
  );
});
