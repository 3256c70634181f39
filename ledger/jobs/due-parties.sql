-- Parties with a lot to activate or to expire.
-- $1 float8: epoch ms  $2 int: at most so many
SELECT id FROM parties WHERE due_at <= to_timestamp($1::float8 / 1000) ORDER BY due_at LIMIT $2
