-- Parties with their first member, in the order of their numbers.
-- $1 bigint: only those after it  $2 float8: registered by then, epoch ms  $3 integer: how many at most
SELECT p.id AS party, m.id AS member
FROM (SELECT id FROM parties WHERE id > $1 ORDER BY id LIMIT $3) AS p
LEFT JOIN LATERAL (
  SELECT id FROM members WHERE party = p.id AND registered_at <= to_timestamp($2::float8 / 1000) ORDER BY registered_at, id LIMIT 1
) AS m ON true
ORDER BY p.id
