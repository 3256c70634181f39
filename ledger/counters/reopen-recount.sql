-- Another publication: counts for these keys from a receipt on.
-- $1 text programme  $2 text[] keys  $3 int version  $4 float8 published at, epoch ms  $5 uuid cursor  $6 text state
UPDATE counter_recounts
SET state = $6, keys = $2, version = $3, published_at = to_timestamp($4::float8 / 1000), cursor = $5, looked_at = 0,
    counted = 0, started_at = now(), caught_up_at = NULL
WHERE programme = $1
