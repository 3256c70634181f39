/** Many commands in one transaction: each is decided on its own, and those of one party one after the other. */
import t from 'tap';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import { inTransaction } from '../database.ts';
import { touchParty } from '../members/touch.ts';
import { loadParties } from '../parties/load.ts';
import { readReceipts } from '../receipts/read.ts';
import { evaluate } from './testing/honest-rules.ts';
import { bodyOf, openShop, wordOf } from './testing/shop.ts';

let evaluations = 0;
let lastInput: EvaluationInput | undefined;
const shop = await openShop(t, {
  evaluate: async (input) => {
    evaluations += 1;
    lastInput = input;
    return input.receipt.attributes.unfit === true
      ? { ok: false, code: 'evaluation_failed', detail: 'it cannot be evaluated' }
      : { ok: true, evaluation: evaluate(input) };
  },
});
const { pool } = shop;

t.test('twenty receipts of one company in a batch all pass, each on what the one before it left', async (t) => {
  const company = await shop.shopper();
  await shop.give(company, 1_000);
  const batches: number[] = [];
  const committer = shop.gateway({ onBatch: (size) => batches.push(size) });
  const sales = await Promise.all(
    Array.from({ length: 20 }, () => shop.sale({ shopper: company, amounts: [200], redeem: [{ points: 50 }] })),
  );
  evaluations = 0;
  const replies = (await Promise.all(sales.map((sale) => committer.submit(sale)))).map(bodyOf);
  t.same(batches, [20]);
  t.equal(evaluations, 19, 'the first stands as it was evaluated, the others were evaluated again');
  // 50 spent and 15 earned by each.
  t.same(
    replies.map(({ balance }) => balance),
    Array.from({ length: 20 }, (_, index) => 1_000 - 35 * (index + 1)),
  );
  const [snapshot] = await loadParties(pool, [company.party]);
  t.equal(snapshot?.state.facts.purchases, 21);
  t.equal(snapshot?.version, 22, 'a version each');
  const { rows } = await pool.query<{ receipts: number }>(
    'SELECT count(DISTINCT receipt) AS receipts FROM transfers WHERE party = $1 AND receipt = ANY ($2::uuid[])',
    [company.party, sales.map((sale) => sale.id)],
  );
  t.equal(rows[0]?.receipts, 20, 'transfers say for which receipt they are');
});

t.test('points that suffice for one of three are spent once', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100);
  const sales = await Promise.all(
    [1, 2, 3].map(() => shop.sale({ shopper: ann, amounts: [205], redeem: [{ points: 100 }] })),
  );
  const outcomes = await Promise.all(sales.map((sale) => shop.committer.submit(sale)));
  t.same(outcomes.map(wordOf), ['done', 'insufficient_points', 'insufficient_points']);
  t.equal(await shop.balance(ann), '10 0 0 0');
});

t.test('as much as there is: the next one gets what is left', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100);
  const sales = await Promise.all(
    [1, 2].map(() => shop.sale({ shopper: ann, amounts: [160], redeem: [{ points: 'max' }] })),
  );
  const replies = (await Promise.all(sales.map((sale) => shop.committer.submit(sale)))).map(bodyOf);
  // 80 of 100, 8 earned; then 28.
  t.same(
    replies.map(({ totals }) => totals.redeemed),
    [80, 28],
  );
});

t.test('of two tills at the same moment exactly one gives the welcome', async (t) => {
  const ann = await shop.shopper();
  const sales = await Promise.all([1, 2].map(() => shop.sale({ shopper: ann, attributes: { welcome: true } })));
  t.same(
    sales.map((sale) => sale.evaluation.totals.earned),
    [200, 200],
    'each was promised it',
  );
  const replies = (await Promise.all(sales.map((sale) => shop.committer.submit(sale)))).map(bodyOf);
  t.same(
    replies.map(({ totals }) => totals.earned),
    [200, 100],
  );
});

t.test('a result that is no longer the quoted one is refused with the new quote, and has no effect', async (t) => {
  const ann = await shop.shopper();
  const asked = { shopper: ann, attributes: { welcome: true } };
  const { evaluation } = await shop.sale(asked);
  const quoted = shop.ports.digest(evaluation);
  await shop.give(ann, 5);
  t.equal(wordOf(await shop.sell({ ...asked, quoted })), 'done', 'another version, the same result');
  await shop.give(ann, 50);
  const redeeming = { shopper: ann, amounts: [1000], redeem: [{ points: 'max' as const }] };
  const promise = shop.ports.digest((await shop.sale(redeeming)).evaluation);
  await shop.give(ann, 70);
  const before = await shop.balance(ann);
  t.match(await shop.sell({ ...redeeming, quoted: promise }), {
    kind: 'refused',
    code: 'quote_changed',
    quote: { redeemed: 325, net: 675 },
  });
  t.equal(await shop.balance(ann), before);
});

t.test('one that is refused, one that cannot be evaluated and one that throws: the others pass', async (t) => {
  const shoppers = await Promise.all(Array.from({ length: 16 }, () => shop.shopper()));
  const sales = await Promise.all(
    shoppers.map(async (shopper, index) => {
      const unfit = index === 5 ? { unfit: true } : {};
      const sale = await shop.sale({ shopper, attributes: unfit, ...(index === 3 && { redeem: [{ points: 9 }] }) });
      // A party that moved since: it is evaluated again under the lock.
      if (index === 5) await shop.give(shopper, 1);
      // No member of the party: a fault of whoever asks.
      return index === 7
        ? {
            ...sale,
            snapshot: { ...(sale.snapshot as NonNullable<typeof sale.snapshot>), version: 77 },
            member: 'nobody',
          }
        : sale;
    }),
  );
  const words = (await Promise.all(sales.map((sale) => shop.committer.submit(sale)))).map(wordOf);
  t.same(
    words,
    words.map(
      (_, index) => ({ 3: 'insufficient_points', 5: 'evaluation_failed', 7: 'internal_error' })[index] ?? 'done',
    ),
  );
  t.match(shop.alerts.at(-1), { message: 'a command could not be decided', context: { command: 'sale' } });
});

t.test(
  'one that Postgres cannot take among 64: the batch is undone, and the others are committed one by one',
  async (t) => {
    const shoppers = await Promise.all(Array.from({ length: 64 }, () => shop.shopper()));
    const sales = await Promise.all(
      shoppers.map(async (shopper, index) => {
        const sale = await shop.sale({ shopper, amounts: [100] });
        // An amount that is not whole goes into no bigint.
        const totals = { ...sale.evaluation.totals, gross: 0.5 };
        return index === 40 ? { ...sale, evaluation: { ...sale.evaluation, totals } } : sale;
      }),
    );
    const words = (await Promise.all(sales.map((sale) => shop.committer.submit(sale)))).map(wordOf);
    t.same(
      words,
      words.map((_, index) => (index === 40 ? 'internal_error' : 'done')),
    );
    t.match(shop.alerts.at(-1), { message: 'a command could not be committed', context: { command: 'sale' } });
    t.same(await shop.balance(shoppers[41] as (typeof shoppers)[0]), '10 0 0 0');
    t.same(await shop.balance(shoppers[40] as (typeof shoppers)[0]), '0 0 0 0');
  },
);

t.test(
  'evaluated on a party that Redis had from before: evaluated again, and the points are those there are',
  async (t) => {
    const ann = await shop.shopper();
    await shop.give(ann, 500);
    const [old] = await loadParties(pool, [ann.party]);
    await shop.sell({ shopper: ann, amounts: [800], redeem: [{ points: 400 }] });
    const stale = await shop.sale({ shopper: ann, snapshot: old, amounts: [1000], redeem: [{ points: 500 }] });
    t.equal(stale.evaluation.redemption.points, 500, 'as Redis had it');
    t.equal(wordOf(await shop.committer.submit(stale)), 'insufficient_points');
    // A Redis that is ahead of a Postgres that was restored is not believed either.
    const ahead = old && { ...old, version: old.version + 50 };
    t.equal(
      wordOf(await shop.sell({ shopper: ann, snapshot: ahead, redeem: [{ points: 500 }] })),
      'insufficient_points',
    );
  },
);

t.test('a member that has changed since is evaluated as it is now', async (t) => {
  const ann = await shop.shopper();
  const sale = await shop.sale({ shopper: ann });
  await inTransaction(pool, async (client) => {
    await touchParty(client, ann.member);
    await client.query("UPDATE members SET birth_date = '1990-05-17' WHERE id = $1", [ann.member]);
  });
  t.equal(wordOf(await shop.committer.submit(sale)), 'done');
  t.match(lastInput?.member, { birthDate: '1990-05-17' });
  const [row] = await readReceipts(pool, [sale.id]);
  t.same(JSON.parse(row?.input ?? ''), lastInput, 'what was evaluated is what is kept');
});

t.test('a limit that has been given back since is not used, whatever Redis had', async (t) => {
  const ann = await shop.shopper();
  const { number } = shop.keyOf();
  await shop.sell({ shopper: ann, number, attributes: { welcome: true } });
  const [old] = await loadParties(pool, [ann.party]);
  await shop.committer.submit(await shop.cancel(number));
  const sale = await shop.sale({ shopper: ann, snapshot: old, attributes: { welcome: true } });
  t.equal(sale.evaluation.totals.earned, 100, 'no welcome, as Redis had it');
  t.equal(bodyOf(await shop.committer.submit(sale)).totals.earned, 200);
});

t.test('what Redis is given is the party as committed, with the members it has', async (t) => {
  const ann = await shop.shopper();
  shop.snapshots.length = 0;
  const sales = await Promise.all([1, 2, 3].map(() => shop.sale({ shopper: ann })));
  await Promise.all(sales.map((sale) => shop.committer.submit(sale)));
  for (const { text, state } of shop.snapshots) t.same(JSON.parse(text), state, 'and its state as it was written');
  t.same(shop.snapshots.slice(-1), await loadParties(pool, [ann.party]), 'as it is in the end');
  t.equal(shop.snapshots.length, 2, 'once a batch');
  shop.snapshots.length = 0;
  await shop.committer.submit(shop.hold(ann, 5));
  t.same(shop.snapshots, [], 'nobody has read the members: that is left to the outbox');
});

t.test('every transaction tells the outbox which parties and receipts it changed', async (t) => {
  const ann = await shop.shopper();
  const sold = bodyOf(await shop.sell({ shopper: ann }));
  await pool.query('TRUNCATE outbox');
  const back = await shop.return(sold.id, [[1, 500]]);
  const refused = await shop.sale({ shopper: ann, redeem: [{ points: 9_999 }] });
  await Promise.all([shop.committer.submit(back), shop.committer.submit(refused)]);
  const { rows } = await pool.query('SELECT body FROM outbox');
  t.same(rows, [{ body: { parties: [[ann.party, 3]], receipts: [back.id, sold.id] } }]);
  await shop.committer.submit(await shop.return(sold.id, [[1, 500]], { dry: true }));
  t.equal((await pool.query('SELECT FROM outbox')).rowCount, 1, 'a dry return says nothing');
});
