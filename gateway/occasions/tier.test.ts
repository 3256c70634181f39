/** Another tier: reached by a receipt, or lost by time alone. */
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { receipt } from '../testing/receipts.ts';
import { startGateway } from '../testing/start-gateway.ts';
import { createRounds } from './go-through.ts';
import { carriedOut } from './testing/carried-out.ts';
import { goneThrough } from './testing/gone-through.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
points: { purses: [{ code: bonus }] }
counters: [{ code: spend, of: net, window: P90D }]
tiers: { by: spend, levels: [{ code: base, from: 0 }, { code: gold, from: 100000, keep: P120D }, { code: vip, from: 500000 }] }
groups:
  - code: tiers
    type: points
    rules:
      - { code: up, on: tier, when: 'member.tier == "gold" && receipt.attributes.from == "base"', stores: [s1], do: { earn_points: { points: 100, per: receipt } } }
      - { code: top, on: tier, tiers: [vip], do: { earn_points: { points: 1000, per: receipt } } }
      - { code: down, on: tier, when: 'receipt.attributes.to == "base"', do: { earn_points: { points: 7, per: receipt } } }
`;

t.test('up by receipts, down by time', async (t) => {
  // The gateway's own rounds would come between.
  const gateway = await startGateway(t, { programme, calendarMs: 3_600_000 });
  const { call, clock, parts, pool, time } = gateway;
  const round = createRounds(parts);
  const start = Date.parse('2027-02-10T12:00:00+03:00');
  clock.ahead = start - Date.now();
  await goneThrough(gateway, start, [round]);
  let number = 0;
  const sell = (price: number) => {
    number += 1;
    const lines = [{ line: 1, sku: 'A', quantity: 1, unitPrice: price }];
    return call('t1', 'POST /v1/receipts', receipt(`n${number}`, time(), { member: { card: 'anna' }, lines }));
  };
  const settled = async (): Promise<number> => {
    await carriedOut(gateway);
    return (await call('admin', 'GET /v1/members?card=anna')).body.points.balance;
  };

  await sell(99_999);
  t.equal(await settled(), 0);
  await sell(1);
  t.equal(await settled(), 100, 'gold');
  await sell(50_000);
  t.equal(await settled(), 100, 'still gold');
  await sell(400_000);
  t.equal(await settled(), 1100, 'vip');

  await goneThrough(gateway, start + 91 * 86_400_000, [round]);
  t.equal(await settled(), 1100, 'vip is not kept, gold is: nothing is for that');
  await goneThrough(gateway, start + 119 * 86_400_000, [round]);
  t.equal(await settled(), 1100);
  await goneThrough(gateway, start + 122 * 86_400_000, [round]);
  t.equal(await settled(), 1107, 'gold was kept for 120 days');
  await goneThrough(gateway, start + 123 * 86_400_000, [round]);
  await goneThrough(gateway, start + 123 * 86_400_000);
  t.equal(await settled(), 1107, 'once');
  const { rows } = await pool.query('SELECT state, happened FROM occasions ORDER BY at, key');
  t.same(new Set(rows.map(({ state }) => state)), new Set(['done']));
  t.same(await audit(pool), []);
});

t.test('two receipts of one moment, each of which reaches another tier', async (t) => {
  const gateway = await startGateway(t, { programme, calendarMs: 3_600_000 });
  const { call, logged, pool, time } = gateway;
  const businessTime = time();
  const sell = (number: string, price: number) => {
    const lines = [{ line: 1, sku: 'A', quantity: 1, unitPrice: price }];
    return call('t1', 'POST /v1/receipts', receipt(number, businessTime, { member: { card: 'anna' }, lines }));
  };
  t.equal((await sell('1', 100_000)).status, 201, 'gold');
  t.equal((await sell('2', 400_000)).status, 201, 'vip, at the same minute of the till');
  await carriedOut(gateway);
  const { rows } = await pool.query("SELECT state, input FROM occasions WHERE happened = 'tier' ORDER BY id");
  t.match(
    rows.map(({ state, input }) => [state, JSON.parse(input).receipt.attributes]),
    [
      ['done', { from: 'base', to: 'gold' }],
      ['done', { from: 'gold', to: 'vip' }],
    ],
  );
  t.same(logged, []);
  t.same(await audit(pool), []);
});
