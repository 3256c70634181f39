-- $1 uuid id  $2 text programme  $3 int version  $4 boolean dry  $5 text purse or null  $6 text reason
-- $7 float8 expires at, epoch ms or null  $8 bigint credential or null
INSERT INTO adjust_jobs (id, state, programme, version, dry, purse, reason, expires_at, credential)
VALUES ($1, 'loading', $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000), $8)
