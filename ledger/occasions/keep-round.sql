-- A round as far as it has got; the rounds before it are history.
-- $1 text: programme  $2 text: what happens  $3 text: round  $4 text: the last one dealt with, or null  $5 boolean: done
WITH older AS (
  DELETE FROM occasion_rounds WHERE programme = $1 AND happens = $2 AND round < $3
)
INSERT INTO occasion_rounds (programme, happens, round, after, done) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (programme, happens, round) DO UPDATE SET after = EXCLUDED.after, done = EXCLUDED.done
