-- $1 text code
UPDATE coupons SET state = 'revoked', hold = NULL, hold_until = NULL
WHERE code = $1 AND state IN ('issued', 'reserved', 'expired')
RETURNING code
