/** points.returns.reprice: remaining. What is kept is priced again; whatever comes back, and how, it is never more than paid. */
import { deepStrictEqual as deepEqual, ok } from 'node:assert';
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import type { SaleEffects } from '../../ledger/receipts/effects.ts';
import { reprice, repricedShare } from '../../ledger/receipts/reprice.ts';
import { returnShare } from '../../ledger/receipts/return-share.ts';
import { evaluate } from '../../rules/evaluate/evaluate.ts';
import { inputOf, programmeOf, receiptOf } from '../../rules/evaluate/testing/evaluation.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import { fc } from '../../rules/testing/fast-check.ts';
import { receipt } from '../testing/receipts.ts';
import { type Reply, startGateway } from '../testing/start-gateway.ts';

const rules = `
  - code: shelf
    type: price
    rules:
      - { code: three-for-two, items: { sku: tea }, do: { pay_for: { take: 3, pay: 2 } } }
      - { code: big, when: receipt.total >= 100000, items: { not: { sku: tea } }, do: { percent_off: { percent: 20 } } }
  - { code: pay, type: redemption, rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }] }
  - code: earn
    type: points
    rules:
      - { code: tenth, when: receipt.total < 50000, do: { earn_percent: { percent: 5 } } }
      - { code: fifth, when: receipt.total >= 50000, do: { earn_percent: { percent: 10 } } }
`;
const head = (more = '') => `
program: { code: main, currency: RUB, timezone: Europe/Moscow }
points: { worth: 100, ${more} returns: { reprice: remaining } }
groups:${rules}`;

t.test('over the wire', async (t) => {
  const gateway = await startGateway(t, { programme: head(), members: [] });
  const { call, pool, time } = gateway;
  let last = 0;
  const next = (): string => `p${++last}`;
  const line = (number: number, sku: string, unitPrice: number, quantity = 1) => ({
    line: number,
    sku,
    unitPrice,
    quantity,
  });

  async function member() {
    const card = `c${++last}`;
    const id = await gateway.join({ cards: [{ number: card, type: 'club' }] });
    const commit = (more: object): Promise<Reply> =>
      call('t1', 'POST /v1/receipts', receipt(next(), time(), { member: { card }, ...more }));
    const bring = (sale: Reply, number: number, quantity = 1, query = ''): Promise<Reply> =>
      call('t1', `POST /v1/returns${query}`, {
        number: next(),
        businessTime: time(),
        receipt: { id: sale.body.id },
        lines: [{ line: number, quantity }],
      });
    const points = async () => (await call('admin', `GET /v1/members/${id}`)).body.points;
    return { card, commit, bring, points };
  }

  t.test('three for two: the first that comes back was the free one', async (t) => {
    const { commit, bring } = await member();
    const sale = await commit({ lines: [line(1, 'tea', 10_000, 3)] });
    t.equal(sale.body.totals.net, 20_000);
    t.equal((await bring(sale, 1, 1, '?dry=true')).body.refund, 0);
    t.equal((await bring(sale, 1)).body.refund, 0);
    t.equal((await bring(sale, 1)).body.refund, 10_000);
    t.equal((await bring(sale, 1)).body.refund, 10_000);
    t.equal((await bring(sale, 1)).body.code, 'return_exceeds');
  });

  t.test('a sum that is no longer reached: the discount of what is kept goes too, and points with it', async (t) => {
    const { commit, bring, points } = await member();
    const sale = await commit({ lines: [line(1, 'A', 60_000), line(2, 'B', 40_000)] });
    t.match(sale.body.totals, { net: 80_000, earned: 80 });
    // B alone costs 400.00 and earns 5%: 20.
    const back = await bring(sale, 1);
    t.match(back.body, { refund: 40_000, pointsTaken: 60 });
    t.equal((await points()).balance, 20);
    t.match((await bring(sale, 2)).body, { refund: 40_000, pointsTaken: 20 });
    t.match(await points(), { balance: 0, debt: 0 });
  });

  t.test('in the other order', async (t) => {
    const { commit, bring } = await member();
    const sale = await commit({ lines: [line(1, 'A', 60_000), line(2, 'B', 40_000)] });
    t.match((await bring(sale, 2)).body, { refund: 20_000, pointsTaken: 20 });
    t.match((await bring(sale, 1)).body, { refund: 60_000, pointsTaken: 60 });
  });

  t.test('points that paid come back in proportion', async (t) => {
    const { commit, bring, points } = await member();
    await commit({ lines: [line(1, 'A', 160_000)] });
    const sale = await commit({ lines: [line(1, 'A', 60_000), line(2, 'B', 40_000)], redeem: [{ points: 100 }] });
    t.match(sale.body.totals, { net: 70_000, redeemed: 10_000, earned: 70 });
    // Of 800.00, half goes back: 350.00 and 50 points.
    t.match((await bring(sale, 1)).body, { refund: 35_000, pointsReturned: 50 });
    t.match((await bring(sale, 2)).body, { refund: 35_000, pointsReturned: 50 });
    t.equal((await points()).balance, 128);
  });

  t.test('charged otherwise: the difference stays in proportion', async (t) => {
    const { commit, bring } = await member();
    const charged = { net: 19_000, lines: [{ line: 1, net: 19_000 }] };
    const sale = await commit({ lines: [line(1, 'A', 10_000, 2)], charged });
    t.equal((await bring(sale, 1)).body.refund, 9_500);
    t.equal((await bring(sale, 1)).body.refund, 9_500);
  });

  t.test('an exchange shows it in its quote, and does it', async (t) => {
    const { card, commit } = await member();
    const sale = await commit({ lines: [line(1, 'tea', 10_000, 3)] });
    const exchange = {
      member: { card },
      returns: [{ receipt: { id: sale.body.id }, lines: [{ line: 1, quantity: 2 }] }],
    };
    const quote = await call('t1', 'POST /v1/quotes', receipt('q', time(), exchange));
    t.match(quote.body.returns, [{ refund: 10_000 }]);
    const done = await commit({ ...exchange, quote: quote.body.token });
    t.match(done.body.returns, [{ refund: 10_000 }], JSON.stringify(done.body));
  });

  t.test('the ledger is sound', async (t) => t.strictSame(await audit(pool), []));
});

const sku = fc.constantFrom('tea', 'A', 'B');
const bought = fc.record({
  sku,
  price: fc.integer({ min: 1, max: 60_000 }),
  quantity: fc.constantFrom(1, 2, 3, 4, 7, 0.5, 1.25),
  over: fc.integer({ min: -30, max: 30 }),
});

t.test('any split, any order: never more than paid, and all of it in the end', async () => {
  const programmes = ['', 'redeemAs: tender,', 'scale: 1,'].map((more) => programmeOf(head(more)));
  await fc.assert(
    fc.asyncProperty(
      fc.array(bought, { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 2 }),
      fc.boolean(),
      fc.nat({ max: 300 }),
      fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 1000 })), { maxLength: 8 }),
      async (lines, which, isCharged, points, steps) => {
        const programme = programmes[which] ?? programmes[0];
        if (programme === undefined) throw new Error('no programme');
        const again = async (input: EvaluationInput) => ({ ok: true as const, evaluation: evaluate(programme, input) });
        const redeem = points === 0 ? [] : [{ points }];
        const member = { balances: { bonus: 300 } };
        const asked = receiptOf(
          lines.map(({ over: _, ...one }) => one),
          { redeem },
        );
        const first = evaluate(programme, inputOf(asked, { member }));
        const charged = first.lines.map(({ line, net, redeemed, gross }, index) => {
          const most = gross - (programme.points.redeemAs === 'tender' ? 0 : redeemed);
          return { line, net: Math.max(0, Math.min(most, net + (lines[index]?.over ?? 0))), redeemed };
        });
        const input = inputOf(isCharged ? { ...asked, charged } : asked, { member });
        const evaluation = evaluate(programme, input);
        let effects: SaleEffects = {
          lots: evaluation.accruals.map(({ rule, points: given, lines: on }, lot) => ({
            lot,
            rule,
            points: given,
            lines: on,
          })),
          spent: [{ lot: 99, purse: 'bonus', points: evaluation.redemption.points }],
          overdrawn: 0,
          redeemed: evaluation.redemption.lines,
          limitUses: [],
          exchange: false,
        };
        const soldLines = evaluation.lines.map((line) => {
          const source = asked.lines.find((one) => one.line === line.line);
          return { ...line, sku: source?.sku ?? '', quantity: source?.quantity ?? 0, counted: source?.quantity ?? 0 };
        });
        const redeemedAsTender = programme.points.redeemAs === 'tender';
        const cash = evaluation.totals.net - (redeemedAsTender ? evaluation.totals.redeemed : 0);
        let returned: Readonly<Record<string, number>> = {};
        const total = { refund: 0, pointsReturned: 0, pointsTaken: 0 };
        const rest = soldLines.map(({ line }): readonly [number, number] => [line - 1, 1000]);
        for (const [index, thousandth] of [...steps, ...rest]) {
          const line = soldLines[index];
          if (line === undefined) continue;
          const left = line.quantity - (returned[line.line] ?? 0);
          const quantity = thousandth === 1000 ? left : Math.floor((left * thousandth) / 1000);
          if (quantity === 0) continue;
          const sold = { lines: soldLines, effects, redeemedAsTender };
          const sale = { sold, input, effects, returned };
          const asPaid = returnShare(sold, returned, [{ line: line.line, quantity }]);
          if ('refused' in asPaid) throw new Error('it is there');
          const repriced = await reprice(sale, asPaid.returned, again);
          if ('ok' in repriced) throw new Error('it can be priced');
          const share = repricedShare(sale, asPaid, repriced);
          ok(
            share.refund >= 0 &&
              share.lines.every((one) => one.refund >= 0 && one.pointsReturned >= 0 && one.pointsTaken >= 0),
          );
          const sum = (of: 'refund' | 'pointsReturned' | 'pointsTaken') =>
            share.lines.reduce((all, one) => all + one[of], 0);
          deepEqual(sum('refund'), share.refund);
          deepEqual(
            sum('pointsReturned'),
            share.restore.reduce((all, one) => all + one.points, 0),
          );
          deepEqual(
            sum('pointsTaken'),
            share.takeBack.reduce((all, one) => all + one.points, 0),
          );
          for (const field of ['refund', 'pointsReturned', 'pointsTaken'] as const) total[field] += sum(field);
          ok(total.refund <= cash, `${total.refund} of ${cash}`);
          returned = share.returned;
          effects = { ...effects, repriced };
        }
        const { points: spent } = evaluation.redemption;
        deepEqual(total, { refund: cash, pointsReturned: spent, pointsTaken: evaluation.totals.earned });
      },
    ),
    { numRuns: 200 },
  );
});
