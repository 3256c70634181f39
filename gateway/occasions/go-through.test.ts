/** What comes by the calendar: once for each, whoever goes through them how often, and after a standstill as well. */
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { receipt } from '../testing/receipts.ts';
import { type StartedGateway, startGateway } from '../testing/start-gateway.ts';
import { createRounds } from './go-through.ts';
import { goneThrough } from './testing/gone-through.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
points: { purses: [{ code: bonus }] }
counters: [{ code: sold, of: net, window: quarter }]
groups:
  - code: birthdays
    type: points
    mode: best
    rules:
      - { code: birthday, on: birthday, when: member.isBirthday, do: { earn_points: { points: 100, per: receipt } } }
      - { code: gold, on: birthday, cards: [gold], do: { earn_points: { points: 500, per: receipt } } }
  - code: rebates
    type: points
    rules:
      - code: rebate
        on: period:quarter
        do: { earn_ladder: { by: 'counter("sold", -1)', steps: [{ from: 100000, percent: 2 }, { from: 500000, percent: 5 }] } }
`;

/** The gateways' own rounds would come between. */
const calendarMs = 3_600_000;
const born = (number: string, birthDate: string, type = 'club') => ({ birthDate, cards: [{ number, type }] });
const noon = (day: string) => Date.parse(`${day}T12:00:00+03:00`);

async function balances({ call }: StartedGateway, ...cards: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const card of cards) found.push((await call('admin', `GET /v1/members?card=${card}`)).body.points.balance);
  return found;
}

t.test('birthdays', async (t) => {
  const members = [
    born('leap', '1992-02-29'),
    born('last', '1990-02-28', 'gold'),
    born('before', '1990-02-27'),
    born('new-year', '1990-01-01'),
    { cards: [{ number: 'none', type: 'club' }] },
  ];
  const one = await startGateway(t, { programme, members, calendarMs });
  const other = await startGateway(t, { programme, beside: one, calendarMs });
  const rounds = [createRounds(one.parts), createRounds(other.parts)];
  const on = (day: string) => goneThrough(one, noon(day), rounds);
  const cards = ['leap', 'last', 'before', 'new-year', 'none'] as const;

  await on('2027-02-10');
  await on('2027-02-28');
  t.same(await balances(one, ...cards), [100, 500, 100, 0, 0], 'today’s, and those of the last month that were missed');
  await on('2027-02-28');
  await goneThrough(one, noon('2027-02-28'));
  t.same(await balances(one, ...cards), [100, 500, 100, 0, 0], 'once, also by a gateway that has just started');
  await on('2027-03-01');
  t.same(await balances(one, 'leap'), [100], 'in 2027 it is on the 28th');
  await on('2028-01-01');
  await on('2028-02-28');
  t.same(await balances(one, ...cards), [100, 1000, 200, 100, 0], 'the next year');
  await on('2028-02-29');
  t.same(await balances(one, 'leap'), [200], 'in 2028 on the 29th');

  const { rows } = await one.pool.query(
    `SELECT key FROM occasions o JOIN cards c ON c.member = o.member WHERE c.number = 'leap' ORDER BY at`,
  );
  t.match(rows, [{ key: /^birthday\/main\/2027\/[0-9a-f-]{36}$/ }, { key: /^birthday\/main\/2028\// }]);
  const { operations } = (
    await one.call(
      'admin',
      `GET /v1/members/${(await one.call('admin', 'GET /v1/members?card=last')).body.id}/operations`,
    )
  ).body;
  t.match(operations[0], { reason: 'accrue', rule: 'gold', points: 500, occasion: 'birthday' });
  t.same(await audit(one.pool), []);
});

t.test('rules that are new, gone and there again', async (t) => {
  const gateway = await startGateway(t, {
    ...{ programme, calendarMs },
    members: [born('a', '1990-06-10'), born('b', '1990-06-20')],
  });
  const round = createRounds(gateway.parts);
  await goneThrough(gateway, noon('2027-06-05'), [round]);
  await goneThrough(gateway, noon('2027-06-11'), [round]);
  t.same(await balances(gateway, 'a'), [100]);
  const without = 'program: { code: main, timezone: Europe/Moscow }';
  await gateway.publish(without);
  await goneThrough(gateway, noon('2027-06-15'), [round]);
  await gateway.publish(programme);
  await goneThrough(gateway, noon('2027-06-25'), [round]);
  t.same(await balances(gateway, 'b'), [0], 'nobody is congratulated for days without such a rule');
});

t.test('a quarter', async (t) => {
  const gateway = await startGateway(t, { programme, calendarMs });
  const { call, clock, pool, time } = gateway;
  const round = createRounds(gateway.parts);
  const start = Date.parse('2027-02-10T12:00:00+03:00');
  clock.ahead = start - Date.now();
  await goneThrough(gateway, start, [round]);
  const sell = (number: string, card: string, price: number) =>
    call(
      't1',
      'POST /v1/receipts',
      receipt(number, time(), { member: { card }, lines: [{ line: 1, sku: 'A', quantity: 1, unitPrice: price }] }),
    );
  t.equal((await sell('1', 'anna', 200_000)).status, 201);
  t.equal((await sell('2', 'boris', 99_999)).status, 201);
  clock.ahead += 52 * 86_400_000;
  t.equal((await sell('3', 'anna', 700_000)).status, 201, 'on 3 April, of the next quarter');

  await goneThrough(gateway, Date.parse('2027-04-01T23:00:00+03:00'), [round]);
  t.same(await balances(gateway, 'anna', 'boris'), [0, 0], 'a till may still be late');
  await goneThrough(gateway, Date.parse('2027-04-02T00:00:00+03:00'), [round]);
  t.same(await balances(gateway, 'anna', 'boris'), [40, 0], '2% of 2000.00; below the ladder nothing');
  await goneThrough(gateway, Date.parse('2027-04-03T00:00:00+03:00'), [round]);
  await goneThrough(gateway, Date.parse('2027-06-30T00:00:00+03:00'));
  t.same(await balances(gateway, 'anna', 'boris'), [40, 0], 'once');
  const { rows } = await pool.query("SELECT key, happened FROM occasions WHERE happened LIKE 'period%'");
  t.equal(rows.length, 1, 'whom nothing is given to, nothing is written about');
  t.match(rows[0].key, /^period:quarter\/main\/2027-Q1\/\d+$/);
  clock.ahead += 150 * 86_400_000;
  await goneThrough(gateway, Date.parse('2027-10-05T00:00:00+03:00'));
  t.same(await balances(gateway, 'anna', 'boris'), [390, 0], 'two quarters at once after a standstill: 5% of 7000.00');
  t.same(await audit(pool), []);
});

t.test('one that fails keeps nobody waiting; where Postgres is away the page is taken again', async (t) => {
  const gateway = await startGateway(t, {
    ...{ programme, calendarMs },
    members: [born('a', '1990-06-10'), born('b', '1990-06-10')],
  });
  const { parts, logged } = gateway;
  const round = createRounds(parts);
  await goneThrough(gateway, noon('2027-06-09'), [round]);
  let refusals = 0;
  const broken = Object.create(parts, {
    committer: {
      value: {
        submit: async (command: { member: string }) => {
          refusals += 1;
          if (refusals === 1) return { kind: 'refused', code: 'unavailable', detail: 'away' };
          if (refusals === 3) return { kind: 'refused', code: 'evaluation_failed', detail: 'broken' };
          return parts.committer.submit(command as never);
        },
      },
    },
  });
  const again = createRounds(broken);
  for (let tries = 0; refusals < 3 && tries < 200; tries += 1) {
    await again(noon('2027-06-10')).catch((error: unknown) => t.match(error, /unavailable/));
  }
  const given = await balances(gateway, 'a', 'b');
  t.ok(given.includes(100), `${given}`);
  t.ok(refusals >= 3);
  t.ok(
    logged.some(({ msg }) => /could not be carried out/.test(String(msg))),
    'a person is told',
  );
});
