/** Members made by SQL are as good as those the gateway makes. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { violationsIn } from '../../../ledger/audit/audit.ts';
import { testDatabase } from '../../../ledger/testing/test-database.ts';
import { cardOf } from './cards.ts';

const seed = readFileSync(new URL(import.meta.resolve('tillgate/loadtest/bench/setup/seed-members.sql')), 'utf8');
const members = 500;

t.test('parties, lots, transfers, members and cards that an audit finds in order', async (t) => {
  const { pool } = await testDatabase(t);
  await pool.query(seed, [members, Date.now()]);
  t.same(await violationsIn(pool), []);

  const { rows } = await pool.query<{ number: string; phone: string; type: string; posted: number; lots: number }>(
    `SELECT c.number, m.phone, c.type, (p.state #>> '{purses,bonus,posted}')::int AS posted,
            json_array_length(p.state -> 'lots') AS lots
     FROM cards c JOIN members m ON m.id = c.member JOIN parties p ON p.id = m.party ORDER BY c.number`,
  );
  t.same(
    rows.map(({ number }) => number),
    Array.from({ length: members }, (_, member) => cardOf(member)),
    'the cards that receipts name',
  );
  t.match(rows[17], { phone: '+79000000017', posted: 120 + ((17 * 7_919) % 2_000), lots: 3 });
  t.ok(
    rows.every(({ posted }) => posted >= 120),
    'everybody can pay with points',
  );
  t.same([...new Set(rows.map(({ type }) => type))].sort(), ['club', 'employee', 'gold', 'senior', 'virtual']);
});
