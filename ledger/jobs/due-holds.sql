-- Holds that have lapsed and are still open.
-- $1 int: at most so many
SELECT id, party, certificate, coupons FROM holds
WHERE state IN ('active', 'code_pending') AND expires_at <= clock_timestamp()
ORDER BY expires_at LIMIT $1
