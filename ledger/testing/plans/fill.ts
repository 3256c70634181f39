/** A database with some of everything that grows, enough for Postgres to plan as it would with a thousand times more. */
import type { Test } from 'tap';
import { cake, programme, receipt } from '../../../gateway/testing/receipts.ts';
import { startGateway } from '../../../gateway/testing/start-gateway.ts';
import { seedHistory } from '../../../loadtest/history/seed-history.ts';
import type { Database } from '../../database.ts';
import { fillReference } from './reference.ts';

const members = 20_000;
const receipts = 40_000;
export const months = 14;

export async function fillDatabase(t: Test): Promise<Database> {
  const gateway = await startGateway(t, { programme });
  const { pool, url, call, time } = gateway;
  // As wide as receipts are: of narrow ones Postgres may well read a whole month rather than look some up.
  const lines = Array.from({ length: 10 }, (_, index) => ({
    ...cake(100_000, index + 1),
    name: `cake, ${index} tiers`,
  }));
  for (const card of ['anna', 'boris']) {
    const sold = receipt(`of ${card}`, time(), { member: { card }, lines });
    const { status, text } = await call('t1', 'POST /v1/receipts', sold);
    if (status !== 201) throw new Error(text);
  }
  await gateway.stop();
  await pool.query(fill);
  await pool.query(fillReference);
  await seedHistory(url, { receipts, months });
  await pool.query('VACUUM ANALYZE');
  return pool;
}

/** Of holds few are open, of parties few are due, of the outbox little is news: one in 200. */
const fill = `
  INSERT INTO parties (state, due_at)
  SELECT '{"purses": {}, "debt": 0, "lots": [], "facts": {"purchases": 0, "limits": {}}}',
         CASE WHEN n % 2 = 0 THEN now() + make_interval(mins => n - 100) END
  FROM generate_series(1, ${members}) n;
  INSERT INTO members (id, party, phone)
  SELECT gen_random_uuid(), id, '+7900' || lpad(id::text, 7, '0') FROM parties p
  WHERE NOT EXISTS (SELECT FROM members m WHERE m.party = p.id);
  UPDATE members SET birth_date = date '1970-01-01' + (party * 7 % 20000)::int WHERE party % 3 = 0;
  UPDATE members SET birth_date = '1990-11-22' WHERE party % 50 = 1;
  INSERT INTO cards (number, member, type) SELECT 'c' || party, id, 'club' FROM members WHERE phone LIKE '+7900%';
  INSERT INTO holds (id, state, party, member, till, store, business_day, number, pins, points, amount, created_at,
                     expires_at, max_until, resolved_at)
  SELECT gen_random_uuid(), CASE WHEN n % 200 = 0 THEN 'active' ELSE 'voided' END, p.id, m.id, 't1', 's1', now(), 'n' || n,
         '[]', 1, 100, now(), now() + make_interval(secs => n - 400), now() + interval '1 day',
         CASE WHEN n % 200 <> 0 THEN now() END
  FROM generate_series(1, ${members}) n JOIN parties p ON p.id = n JOIN members m ON m.party = p.id;
  INSERT INTO adjust_jobs (id, state, programme, version, dry, reason)
  VALUES (gen_random_uuid(), 'running', 'main', 1, false, 'x'), (gen_random_uuid(), 'loading', 'main', 1, false, 'x');
  INSERT INTO adjust_rows (job, row, state, name, member, party, points)
  SELECT j.id, p.id, 'pending', 'card c' || p.id, m.id, p.id, 10
  FROM adjust_jobs j, parties p JOIN members m ON m.party = p.id WHERE j.state = 'running';
  INSERT INTO adjustments (id, party, member, points, credential, limited, fingerprint, reply, at)
  SELECT gen_random_uuid(), m.party, m.id, 10, 1, true, '', '', now() - make_interval(hours => n * 30)
  FROM members m, generate_series(0, 2) n;
  INSERT INTO certificates (code, state, amount, balance, currency, issued_at, activated_at, expires_at)
  SELECT 'C' || n, CASE WHEN n % 3 = 0 THEN 'spent' ELSE 'active' END, 100, CASE WHEN n % 3 = 0 THEN 0 ELSE 100 END, 'RUB', now(),
         now(), now() + make_interval(mins => n - 100)
  FROM generate_series(1, ${members}) n;
  INSERT INTO certificate_transfers (certificate, seq, at, debit, credit, amount, reason)
  SELECT 'C' || n, s, now(), 'house:issued', 'certificate', 100, 'activate'
  FROM generate_series(1, ${members}) n, generate_series(1, 3) s;
  INSERT INTO coupon_campaigns (code, kind) SELECT 'c' || n, 'unique' FROM generate_series(1, 5000) n;
  INSERT INTO coupons (code, campaign, member, issued_at, expires_at)
  SELECT 'C' || lpad(n::text, 15, '0'), 'c' || n % 5000 + 1, CASE WHEN n % 2 = 0 THEN m.id END, now() - make_interval(secs => n),
         now() + make_interval(mins => n - 100)
  FROM generate_series(1, ${members}) n JOIN members m ON m.party = n;
  INSERT INTO coupon_batches (id, campaign, fingerprint, issued_at) SELECT gen_random_uuid(), 'c1', '', now() FROM generate_series(1, 500);
  INSERT INTO occasions (key, id, happened, state, member, at, programme, version, input, reply)
  SELECT 'k' || n, gen_random_uuid(), 'birthday', CASE WHEN n % 200 = 0 THEN 'due' ELSE 'done' END, m.id, now(), 'main', 1,
         repeat('what was asked', 30), repeat('what was answered', 30)
  FROM generate_series(1, ${members}) n JOIN members m ON m.party = n;
  INSERT INTO phones_known (hash, member) SELECT sha256(party::text::bytea), id FROM members;
  INSERT INTO referrals (member, referrer)
  SELECT m.id, r.id FROM members m JOIN members r ON r.party = m.party + 2 WHERE m.party % 4 = 3;
  INSERT INTO budgets (key, used) SELECT 'main/rule-' || n, n FROM generate_series(1, 5000) n;
  INSERT INTO request_keys (credential, operation, key, fingerprint, status, reply, created_at)
  SELECT 1, 'members.write', 'k' || n, '', 201, repeat('a reply', 60), now() - make_interval(mins => (${members} - n) * 2)
  FROM generate_series(1, ${members}) n;
  INSERT INTO access_keys (hash, role) SELECT sha256(n::text::bytea), 'admin' FROM generate_series(1, 3000) n;
  INSERT INTO outbox (xid, at, body)
  SELECT n::text::xid8, now() - make_interval(secs => 172800 - n * 8),
         CASE WHEN n % 200 = 0 THEN '{"events": [{"event": "network"}]}'::jsonb ELSE '{"parties": [[1, 2]]}' END
  FROM generate_series(1, 20000) n;
`;
