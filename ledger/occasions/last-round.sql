-- $1 text: programme  $2 text: what happens
SELECT round, after, done FROM occasion_rounds WHERE programme = $1 AND happens = $2 ORDER BY round DESC LIMIT 1
