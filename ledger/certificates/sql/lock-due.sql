-- Certificates whose time is over and that have money no hold keeps. Those that somebody has locked are left to the next time.
-- $1 float8: epoch ms  $2 int: at most so many
SELECT code, state, amount, balance, held, currency, seq, member, expire_after AS "expireAfter",
       (extract(epoch FROM expires_at) * 1000)::bigint AS "expiresAt",
       (extract(epoch FROM issued_at) * 1000)::bigint AS "issuedAt",
       (extract(epoch FROM activated_at) * 1000)::bigint AS "activatedAt"
FROM certificates
WHERE state = 'active' AND balance > held AND expires_at <= to_timestamp($1::float8 / 1000)
ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
