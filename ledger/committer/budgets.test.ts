/** A campaign's budget: the receipt that crosses it gets the remainder, decided under the lock; nobody gets more. */
import t from 'tap';
import type { Evaluation, EvaluationInput, LimitUse } from '../../rules/model/evaluation.ts';
import { readBudgets } from '../receipts/budgets.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import { budgetKey, evaluate } from './testing/honest-rules.ts';
import { bodyOf, openShop, wordOf } from './testing/shop.ts';

let evaluator: (input: EvaluationInput) => Evaluation = evaluate;
let underLock = async (): Promise<void> => {};
const shop = await openShop(t, {
  evaluate: async (input) => {
    await underLock();
    return { ok: true, evaluation: evaluator(input) };
  },
});
const { pool } = shop;

const used = async (key = budgetKey): Promise<number> => (await readBudgets(pool, [key])).get(key) ?? 0;

t.test('two lanes at two gateways: what is given away is the budget, to the minor unit', async (t) => {
  const gateways = [shop.gateway({ lanes: 2, maxBatch: 8 }), shop.gateway({ lanes: 2, maxBatch: 8 })];
  const attributes = { budget: 1_234 };
  const shoppers = await Promise.all(Array.from({ length: 6 }, () => shop.shopper()));
  // 60 receipts that would take 100 each, all evaluated when nothing was used; every third without a member.
  const sales = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      shop.sale({ attributes, ...(index % 3 > 0 && { shopper: shoppers[index % 6] }) }),
    ),
  );
  const outcomes = await Promise.all(sales.map((sale, index) => gateways[index % 2]?.submit(sale)));
  const discounts = outcomes.map((outcome) => bodyOf(outcome as NonNullable<typeof outcome>).totals.discount);
  t.equal(await used(), 1_234);
  t.equal(
    discounts.reduce((sum, discount) => sum + discount, 0),
    1_234,
  );
  t.same(discounts.filter((discount) => discount === 100).length, 12);
  t.same(discounts.filter((discount) => discount === 34).length, 1, 'one got the remainder');
});

t.test('what comes back can be given again', async (t) => {
  const { rows } = await pool.query('SELECT id FROM receipts WHERE discount = 100 LIMIT 1');
  await shop.committer.submit(await shop.return(rows[0].id, [[1, 500]]));
  t.equal(await used(), 1_184);
  t.equal(bodyOf(await shop.sell({ attributes: { budget: 1_234 } })).totals.discount, 50);
  t.equal(await used(), 1_234);
});

t.test('a quote that promised more than is left is refused, a paid receipt is not', async (t) => {
  const attributes = { budget: 1_300 };
  const sale = await shop.sale({ attributes });
  const quoted = shop.ports.digest(sale.evaluation);
  t.equal(wordOf(await shop.committer.submit({ ...sale, quoted })), 'quote_changed');
  t.equal(await used(), 1_234);
  const paid = bodyOf(await shop.sell({ attributes, charged: [{ line: 1, net: 900 }] }));
  t.match(paid.totals, { net: 900, discount: 100 });
  t.equal(await used(), 1_300);
});

t.test('a refused receipt uses nothing, one that is cancelled gives back', async (t) => {
  const attributes = { budget: 10_000 };
  t.equal(
    wordOf(await shop.sell({ attributes, shopper: await shop.shopper(), redeem: [{ points: 9 }] })),
    'insufficient_points',
  );
  t.equal(await used(), 1_300);
  const { number } = shop.keyOf();
  await shop.sell({ attributes, number });
  t.equal(await used(), 1_400);
  await shop.committer.submit(await shop.cancel(number));
  t.equal(await used(), 1_300);
});

/** Rules that take one another's place: the first whose budget lasts. */
function ladder(codes: readonly string[], cap: number) {
  return (input: EvaluationInput): Evaluation => {
    const rule = codes.find((code) => (input.limits[code] ?? 0) + 10 <= cap);
    const use: LimitUse[] =
      rule === undefined ? [] : [{ key: rule, scope: 'rule', rule, unit: 'amount', used: 10, cap }];
    return { ...evaluate(input), limitUses: use };
  };
}

t.test('ten campaigns, each in the place of one that is used up, and a gateway that knows of none', async (t) => {
  const codes = Array.from({ length: 10 }, (_, index) => `ladder-${index}`);
  await pool.query('INSERT INTO budgets SELECT key, 95 FROM unnest($1::text[]) AS key', [codes.slice(0, 9)]);
  evaluator = ladder(codes, 100);
  const sale = await shop.sale({});
  t.equal(wordOf(await shop.committer.submit({ ...sale, evaluation: evaluator(sale.input) })), 'done');
  t.equal(await used('ladder-9'), 10);
  t.equal(await used('ladder-8'), 95);
});

t.test('rules that exceed their budget whatever they are told do not get it', async (t) => {
  evaluator = (input) => ({
    ...evaluate(input),
    limitUses: [{ key: 'greedy', scope: 'rule', rule: 'greedy', unit: 'amount', used: 10, cap: 5 }],
  });
  const sale = await shop.sale({});
  t.equal(wordOf(await shop.committer.submit({ ...sale, evaluation: evaluator(sale.input) })), 'internal_error');
  t.equal(await used('greedy'), 0);
});

t.test('batches that draw from the same budgets in another order do not wait for a deadlock', async (t) => {
  const keys = ['z-budget', 'a-budget', 'm-budget'];
  evaluator = (input) => {
    const turn = Number(input.receipt.attributes.turn);
    const key = keys[turn % 3] as string;
    return { ...evaluate(input), limitUses: [{ key, scope: 'rule', rule: key, unit: 'amount', used: 1, cap: 1e9 }] };
  };
  const gateways = [shop.gateway({ lanes: 2, maxBatch: 3 }), shop.gateway({ lanes: 2, maxBatch: 3 })];
  const sales = await Promise.all(
    Array.from({ length: 360 }, (_, index) => shop.sale({ attributes: { turn: Math.floor(index / 7) + index } })),
  );
  const outcomes = await Promise.all(
    sales.map((sale, index) => gateways[index % 2]?.submit({ ...sale, evaluation: evaluator(sale.input) })),
  );
  t.same([...new Set(outcomes.map((outcome) => outcome?.kind))], ['done']);
  t.same(await Promise.all(keys.map(used)), [120, 120, 120]);
  t.equal(await shop.deadlocks(), 0);
});

t.test(
  'a budget that others draw from between reading and drawing: the batch is undone and decided again, locked',
  async (t) => {
    const key = 'race/campaign/rule/amount/total';
    const cap = 1_000;
    let asked = 0;
    evaluator = (input) => {
      asked += 1;
      const left = Math.max(0, cap - (input.limits[key] ?? 0));
      const given = Math.min(100, left);
      const evaluation = evaluate(input);
      if (given === 0) return evaluation;
      const use: LimitUse = { key, scope: 'rule', rule: 'campaign', unit: 'amount', used: given, cap };
      return { ...evaluation, limitUses: [...evaluation.limitUses, use] };
    };
    t.teardown(() => {
      evaluator = evaluate;
    });
    await pool.query('INSERT INTO budgets (key, used) VALUES ($1, 800)', [key]);
    const plain = await shop.sale({});
    const sale = { ...plain, evaluation: evaluator(plain.input) };
    // Another gateway has drawn from it and not committed yet: a reader sees 800, the draw waits, and finds 950.
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query('UPDATE budgets SET used = 950 WHERE key = $1', [key]);
    const committed = shop.committer.submit(sale);
    await until(() => somebodyWaits(pool));
    asked = 0;
    await other.query('COMMIT');
    other.release();
    t.equal(wordOf(await committed), 'done');
    t.equal(asked, 1, 'it was evaluated again');
    t.equal(await used(key), cap, 'it got the remainder');
  },
);

t.test(
  'what is given back and what is drawn in one batch has no order of its own that others could cross',
  async (t) => {
    const drawing = (evaluation: Evaluation, ...keys: string[]): Evaluation => ({
      ...evaluation,
      limitUses: keys.map((key) => ({ key, scope: 'rule', rule: key, unit: 'amount', used: 10, cap: 1e9 })),
    });
    const saleDrawing = async (keys: string[], more: Parameters<typeof shop.sale>[0] = {}) => {
      const sale = await shop.sale(more);
      return { ...sale, evaluation: drawing(sale.evaluation, ...keys) };
    };
    const [one, other] = [shop.gateway({ lanes: 1 }), shop.gateway({ lanes: 1 })];
    const sold = await saleDrawing(['z-campaign']);
    await one.submit(sold);
    const ann = await shop.shopper();
    const stale = await saleDrawing(['a-campaign'], { shopper: ann });
    await one.submit(await saleDrawing(['a-campaign'], { shopper: ann }));
    const back = await shop.return(sold.id, [[1, 1000]]);
    const both = await saleDrawing(['a-campaign', 'z-campaign']);
    evaluator = (input) => drawing(evaluate(input), 'a-campaign');
    t.teardown(() => {
      evaluator = evaluate;
    });
    const before = await shop.deadlocks();
    // While one batch gives back to z and is still to draw from a, another draws from a, then z.
    let crossing: ReturnType<typeof other.submit> | undefined;
    underLock = async () => {
      underLock = async () => {};
      let crossed = false;
      crossing = other.submit(both).finally(() => {
        crossed = true;
      });
      await until(async () => crossed || (await somebodyWaits(pool)));
    };
    const outcomes = await Promise.all([one.submit(back), one.submit(stale)]);
    t.same(
      [...outcomes, await crossing].map((outcome) => outcome && wordOf(outcome)),
      ['done', 'done', 'done'],
    );
    t.equal(await used('z-campaign'), 10);
    t.equal(await used('a-campaign'), 30);
    t.equal(await shop.deadlocks(), before);
  },
);
