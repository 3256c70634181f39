-- A member's codes, the newest first.
-- $1 uuid member  $2 int: at most so many
SELECT code FROM coupons WHERE member = $1 ORDER BY issued_at DESC LIMIT $2
