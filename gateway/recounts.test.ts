/** Counters that a later version adds: counted from history, beside sales, returns and crashes, each receipt once. */
import t from 'tap';
import { loadParties } from '../ledger/parties/load.ts';
import { readReceipts } from '../ledger/receipts/read.ts';
import { createRecounts } from './recounts.ts';
import { cake } from './testing/receipts.ts';
import { type Reply, startGateway } from './testing/start-gateway.ts';

const head =
  'program: { code: main, currency: RUB, timezone: Europe/Moscow }\npoints: { worth: 100, attachDays: 14 }\n';
const earning = `
groups:
  - { code: earn, type: points, rules: [{ code: one, do: { earn_percent: { percent: 1 } } }] }
`;
const year = '{ code: spend-year, of: net, window: P1Y }';
const visits = '{ code: visits, of: receipts, window: year }';
const cakes = '{ code: cakes, of: quantity, items: { sku: cake }, window: P90D }';
const points = '{ code: points, of: points, window: P1Y }';
const tiers = 'tiers: { by: spend-year, levels: [{ code: base, from: 0 }, { code: gold, from: 100000, keep: P1Y }] }\n';
const withCounters = (...counters: string[]) => `${head}counters: [${counters.join(', ')}]\n${earning}`;

// The gateways' own rounds, which would come between, are put off.
const recountMs = 3_600_000;
const gateway = await startGateway(t, { programme: head + earning, recountMs });
const { call, parts, time, publish } = gateway;
const anna = { member: { card: 'anna' } };
const boris = { member: { card: 'boris' } };
/** The gateways' own have theirs registered. */
const metrics = { watch: () => {} };
const recounts = createRecounts({ ...parts, metrics });
const everything = { lagMs: -60_000, roundMs: Number.POSITIVE_INFINITY };

let last = 0;
const receipt = (amount: number, more: object = anna) => ({
  number: `n${++last}`,
  businessTime: time(),
  channel: 'pos',
  lines: [cake(amount)],
  ...more,
});
async function sell(amount: number, more: object = anna): Promise<Reply> {
  const reply = await call('t1', 'POST /v1/receipts', receipt(amount, more));
  if (reply.status !== 201) throw new Error(reply.text);
  return reply;
}
const dayInMoscow = (at: number): string => new Date(at + 3 * 3_600_000).toISOString().slice(0, 10);
const giveBack = (id: string, quantity: number) =>
  call('t1', 'POST /v1/returns', {
    number: `r${++last}`,
    businessTime: time(),
    receipt: { id },
    lines: [{ line: 1, quantity }],
  });
async function counters(card = 'anna'): Promise<Record<string, number>> {
  return (await call('call-centre', `GET /v1/members?card=${card}`)).body.programs[0]?.counters;
}
async function recountRow() {
  const { rows } = await gateway.pool.query('SELECT * FROM counter_recounts');
  return rows[0];
}

const whole = await sell(10_000);
const inParts = await sell(0, { ...anna, lines: [{ line: 1, sku: 'cake', quantity: 4, unitPrice: 5_000 }] });
const voided = await sell(70_000);
await sell(2_000, { ...anna, lines: [{ ...cake(2_000), sku: 'tea' }] });
const forgotten = await sell(3_000, {});
await sell(9_000, { ...anna, businessTime: time(20 * 86_400_000), offline: true });

t.test('until a version has counters nothing is counted', async (t) => {
  t.same(await recounts.round(everything), { lookedAt: 0, counted: 0, more: false, caughtUp: false });
  t.equal(await recountRow(), undefined);
});

t.test('counted from what is left of the receipts there are', async (t) => {
  await giveBack(whole.body.id, 1);
  await giveBack(inParts.body.id, 1);
  await call('t1', 'POST /v1/receipts/cancel', { id: voided.body.id });
  t.equal((await call('t1', `POST /v1/receipts/${forgotten.body.id}/attach`, anna)).status, 200);
  await publish(withCounters(year, cakes));
  t.same(await counters(), { 'spend-year': 0, cakes: 0 });
  await sell(100);
  t.same(await counters(), { 'spend-year': 100, cakes: 1 }, 'what has been counted since');
  const done = await recounts.round(everything);
  t.match(done, { more: false, caughtUp: true });
  t.same(await counters(), { 'spend-year': 100 + 15_000 + 2_000 + 3_000 + 9_000, cakes: 1 + 3 + 1 + 1 });
  t.match(await recountRow(), { state: 'running', counted: done.counted });
});

t.test('once: a second round finds nothing, nor one that begins at the first receipt', async (t) => {
  const before = await counters();
  t.match(await recounts.round(everything), { counted: 0 });
  await gateway.pool.query("UPDATE counter_recounts SET cursor = '00000000-0000-0000-0000-000000000000'");
  t.match(await recounts.round(everything), { counted: 0 });
  t.same(await counters(), before);
});

t.test('what was counted from history comes back like everything else', async (t) => {
  const before = await counters();
  t.equal((await giveBack(inParts.body.id, 2)).status, 201);
  t.same(await counters(), { 'spend-year': (before['spend-year'] ?? 0) - 10_000, cakes: (before.cakes ?? 0) - 2 });
  t.equal((await giveBack(inParts.body.id, 1)).status, 201);
  t.equal((await giveBack(forgotten.body.id, 1)).status, 201);
  t.same(await counters(), { 'spend-year': (before['spend-year'] ?? 0) - 18_000, cakes: (before.cakes ?? 0) - 4 });
});

t.test('a receipt quoted under the version before is found, however late it is committed', async (t) => {
  await publish(withCounters(year, cakes));
  const body = receipt(7_000);
  const quote = await call('t1', 'POST /v1/quotes', body);
  await publish(withCounters(year, cakes, visits));
  await recounts.round(everything);
  const before = await counters();
  t.equal((await call('t1', 'POST /v1/receipts', { ...body, quote: quote.body.token })).status, 201);
  t.equal((await counters()).visits, before.visits, 'its version knew of no visits');
  t.equal((await counters())['spend-year'], (before['spend-year'] ?? 0) + 7_000);
  t.match(await recounts.round(everything), { counted: 1 });
  t.same(await counters(), {
    'spend-year': (before['spend-year'] ?? 0) + 7_000,
    cakes: (before.cakes ?? 0) + 1,
    visits: (before.visits ?? 0) + 1,
  });
});

t.test('a receipt that is attached under an older version counts then, though the recount has passed it', async (t) => {
  const late = await sell(400_000, {});
  await publish(withCounters(year, cakes, visits, points));
  await recounts.round(everything);
  const before = await counters();
  t.equal((await call('t1', `POST /v1/receipts/${late.body.id}/attach`, anna)).status, 200);
  const after = {
    'spend-year': (before['spend-year'] ?? 0) + 400_000,
    cakes: (before.cakes ?? 0) + 1,
    visits: (before.visits ?? 0) + 1,
    points: (before.points ?? 0) + 40,
  };
  t.same(await counters(), after);
  t.match(await recounts.round(everything), { counted: 0 });
  t.same(await counters(), after, 'once');
  t.equal((await giveBack(late.body.id, 1)).status, 201);
  t.same(await counters(), before);
});

t.test('a version without the counter was in force for a while', async (t) => {
  const without = await publish(withCounters(year, cakes));
  await recounts.round(everything);
  await sell(1_000);
  const before = await counters();
  const again = await publish(withCounters(year, cakes, visits));
  t.ok(again > without);
  const visited = (await counters()).visits ?? 0;
  await recounts.round(everything);
  t.same(await counters(), { ...before, visits: visited + 1 });
});

t.test('tiers follow from what was counted', async (t) => {
  await sell(100_000, boris);
  await publish(`${head}${tiers}counters: [${year}, ${points}]\n${earning}`);
  await recounts.round(everything);
  const { body } = await call('call-centre', 'GET /v1/members?card=boris');
  t.equal(body.tier, 'gold');
  t.match(body.programs[0].counters, { points: 10 });
});

t.test('beside sales and returns, by two gateways, with a crash between chunks: as a recount finds it', async (t) => {
  const other = await startGateway(t, { programme: '', beside: gateway, recountMs });
  const ids: string[] = [];
  for (let index = 0; index < 24; index += 1)
    ids.push((await sell(1_000 + index, index % 2 === 0 ? anna : boris)).body.id);
  await publish(withCounters('{ code: fresh, of: net, window: year }', '{ code: units, of: quantity, window: month }'));
  await other.parts.programmes.refreshAll();
  const others = createRecounts({ ...other.parts, metrics });
  const small = { ...everything, chunk: 5 };
  await gateway.pool.query(`
    CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crash'; END $$;
    CREATE TRIGGER crash BEFORE UPDATE ON counter_recounts FOR EACH ROW WHEN (NEW.looked_at >= 15) EXECUTE FUNCTION crash();
  `);
  await t.rejects(recounts.round(small), { message: 'crash' });
  await gateway.pool.query('DROP TRIGGER crash ON counter_recounts; DROP FUNCTION crash');
  t.match(await recountRow(), { looked_at: 10 });
  await Promise.all([
    ...ids.filter((_, index) => index % 3 === 0).map((id) => giveBack(id, 1)),
    recounts.round(small),
    others.round(small),
    ...Array.from({ length: 10 }, (_, index) => sell(500 + index, index % 2 === 0 ? anna : boris)),
    others.round(small),
  ]);
  for (let more = true; more; ) more = (await recounts.round(small)).lookedAt > 0;
  for (const card of ['anna', 'boris']) {
    const { rows } = await gateway.pool.query<{ id: string }>(
      `SELECT r.id FROM receipts r JOIN cards c ON c.member = r.member
       WHERE c.number = $1 AND r.kind = 'sale' AND r.state = 'committed'`,
      [card],
    );
    const kept = { fresh: 0, units: 0 };
    const today = dayInMoscow(gateway.now());
    for (const { reply, returned = '{}', businessTime } of await readReceipts(
      gateway.pool,
      rows.map(({ id }) => id),
    )) {
      for (const { net, units } of JSON.parse(reply).lines) {
        const left = units[0].quantity - (JSON.parse(returned)['1'] ?? 0) / 1000;
        // One of them is of twenty days ago, which may be another month, or year.
        const day = dayInMoscow(businessTime);
        if (day.slice(0, 4) === today.slice(0, 4)) kept.fresh += Math.floor((net * left) / units[0].quantity);
        if (day.slice(0, 7) === today.slice(0, 7)) kept.units += left;
      }
    }
    t.same(await counters(card), kept, card);
  }
});

t.test('how much of a party’s row it is', async (t) => {
  const { rows } = await gateway.pool.query<{ party: number }>('SELECT party FROM members');
  const parties = await loadParties(
    gateway.pool,
    rows.map(({ party }) => party),
  );
  for (const { state } of parties) t.ok(JSON.stringify(state.facts.counters).length < 600);
});
