-- $1 uuid id  $2 text state  $3 bigint posted  $4 float8 expires at  $5 float8 resolved at, epoch ms  $6 uuid receipt
UPDATE holds
SET state = $2, posted = $3, expires_at = to_timestamp($4::float8 / 1000), resolved_at = to_timestamp($5::float8 / 1000),
    receipt = $6
WHERE id = $1
