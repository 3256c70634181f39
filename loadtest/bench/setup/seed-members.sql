-- Members with a card and points each, as POST /v1/members and some receipts would have left them: a party with three
-- lots that expire within the year, the transfers that made them, a member, a card. One statement, for it is one fact.
-- $1 int: how many  $2 float8: now, epoch ms
WITH member AS (
  SELECT n, gen_random_uuid() AS id,
         -- 120 to 2,119 points, in lots of a half, a third and the rest.
         120 + (n * 7919::bigint) % 2000 AS points
  FROM generate_series(0, $1::int - 1) AS n
),
lot AS (
  SELECT n, seq,
         CASE seq WHEN 1 THEN points / 2 WHEN 2 THEN points / 3 ELSE points - points / 2 - points / 3 END AS points,
         -- Whole days and milliseconds: what a lot says must be what due_at says.
         (floor($2::float8) + (seq * 90 + n % 80) * 86400000::bigint)::bigint AS expires_at
  FROM member CROSS JOIN generate_series(1, 3) AS seq
),
party AS (
  INSERT INTO parties (version, seq, state, due_at)
  SELECT 4, 3,
         json_build_object(
           'purses', json_build_object('bonus', json_build_object('posted', sum(points), 'held', 0, 'pending', 0)),
           'debt', 0,
           'lots', json_agg(json_build_object(
             'id', seq, 'purse', 'bonus', 'remaining', points, 'held', 0, 'expiresAt', expires_at) ORDER BY seq),
           'facts', json_build_object(
             'purchases', 3, 'lastPurchaseAt', floor($2::float8)::bigint - 604800000, 'limits', json_build_object())),
         to_timestamp(min(expires_at) / 1000.0)
  FROM lot GROUP BY n ORDER BY n
  RETURNING id, state
),
-- Identities are given in the order of the rows.
numbered AS (
  SELECT id AS party, state, row_number() OVER (ORDER BY id) - 1 AS n FROM party
),
moved AS (
  INSERT INTO transfers (party, seq, at, debit, credit, amount, reason, lot, rule)
  SELECT p.party, (l ->> 'id')::bigint, to_timestamp($2::float8 / 1000), 'house:issued', 'purse:bonus',
         (l ->> 'remaining')::bigint, 'accrue', (l ->> 'id')::bigint, 'base-1'
  FROM numbered p, json_array_elements(p.state -> 'lots') l
),
person AS (
  INSERT INTO members (id, party, phone, name, birth_date, registered_at)
  SELECT m.id, p.party, '+7900' || lpad(n::text, 7, '0'), 'Member ' || n, date '1950-01-01' + (n % 20000)::int,
         to_timestamp($2::float8 / 1000) - make_interval(days => 30 + (n % 700)::int)
  FROM member m JOIN numbered p USING (n)
  RETURNING id
)
INSERT INTO cards (number, member, type)
SELECT (7700000000000000 + n)::text, id, CASE WHEN n % 50 = 0 THEN 'employee' WHEN n % 10 = 0 THEN 'gold' WHEN n % 10 = 1 THEN 'senior'
                                                               WHEN n % 20 = 2 THEN 'virtual' ELSE 'club' END
FROM member
