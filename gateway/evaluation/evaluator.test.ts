import { pino } from 'pino';
import t, { type Test } from 'tap';
import { parseProgramme } from '../../rules/program/parse.ts';
import { inputOf } from '../../workers/testing/poison-engine.ts';
import { digestOf, readToken } from '../flows/receipt/quote-token.ts';
import { tellAndPack } from '../replies/told.ts';
import type { QuoteTelling } from './engine.ts';
import { openEvaluator } from './evaluator.ts';

const signingKey = Buffer.alloc(32, 7);
const { document, hash = '' } = parseProgramme(`
  program: { code: main }
  groups: [{ code: shelf, type: price, rules: [{ code: ten, do: { percent_off: { percent: 10 } } }] }]`);

const receipt = inputOf(Date.UTC(2026, 10, 22)).receipt;
const line = { line: 1, sku: 'чай', quantity: 1000, unitPrice: 99_900_000, amount: 9_990 };
const rest = { category: [], attributes: {}, discountable: true, earnable: true, manualDiscount: 0 };
const input = { ...inputOf(0), receipt: { ...receipt, lines: [{ ...line, ...rest }] } };
const telling: QuoteTelling = {
  store: 's1',
  hash,
  at: Date.UTC(2026, 10, 22),
  partyVersion: null,
  balances: { balance: 0, pending: 0, held: 0, debt: 0, purses: [{ purse: 'bonus', balance: 0 }] },
  language: undefined,
  returns: [],
};

async function quoted(t: Test, workers: number): Promise<string> {
  const evaluator = await openEvaluator({ workers, signingKey, log: pino({ level: 'silent' }) });
  t.teardown(() => evaluator.close());
  await evaluator.load({ code: 'main', version: 1, hash, document });
  const outcome = await evaluator.quote(input, telling);
  if (!outcome.ok) throw new Error(outcome.detail);
  t.same(outcome.budgets, []);
  return outcome.text;
}

t.test('a quote is the same to the byte, whichever thread signs and words it', async (t) => {
  const text = await quoted(t, 0);
  t.equal(await quoted(t, 1), text);
  const { token, ...body } = JSON.parse(text);
  t.match(body, {
    program: { code: 'main', version: 1, hash },
    lines: [{ line: 1, gross: 9_990, discount: 999, net: 8_991, adjustments: [{ rule: 'ten', amount: 999 }] }],
    points: { balance: 0, purses: [{ purse: 'bonus', balance: 0 }] },
  });
  const asked = { store: 's1', now: telling.at, expiredToo: false };
  t.match(readToken(signingKey, token, asked), { programme: { version: 1, hash }, at: telling.at, partyVersion: null });
});

t.test(
  'what a sale is told is the same to the byte, whichever thread words it, and is kept as the same bytes',
  async (t) => {
    const sold = async (workers: number): Promise<unknown[]> => {
      const evaluator = await openEvaluator({ workers, signingKey, log: pino({ level: 'silent' }) });
      t.teardown(() => evaluator.close());
      await evaluator.load({ code: 'main', version: 1, hash, document });
      const outcome = await evaluator.sell(input, { hash, digest: true });
      if (!outcome.ok) throw new Error(outcome.detail);
      const { totals, redemption, accruals, coupons } = outcome.evaluation;
      const told = outcome.told ?? {
        ...tellAndPack(outcome.evaluation, input, hash),
        digest: digestOf(outcome.evaluation),
      };
      return [totals, redemption, accruals, coupons, told];
    };
    const [here, there] = [await sold(0), await sold(1)];
    t.strictSame(there, here);
    t.match(here.at(-1), { lines: /"discount":999/, rest: /"messages":\[\]/, digest: /^.{22}$/ });
  },
);
