-- Marks codes whose time is over. One that a receipt or a hold has in hand is left to the next round.
-- $1 float8: by then, epoch ms  $2 int: at most so many
UPDATE coupons SET state = 'expired'
WHERE code = ANY (ARRAY(
  SELECT code FROM coupons WHERE state = 'issued' AND expires_at <= to_timestamp($1::float8 / 1000)
  ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
))
