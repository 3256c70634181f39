-- Certificates as they stand.
-- $1 text[] codes
SELECT code, state, amount, balance, held, currency, seq, member, expire_after AS "expireAfter",
       (extract(epoch FROM expires_at) * 1000)::bigint AS "expiresAt",
       (extract(epoch FROM issued_at) * 1000)::bigint AS "issuedAt",
       (extract(epoch FROM activated_at) * 1000)::bigint AS "activatedAt"
FROM certificates WHERE code = ANY ($1::text[])
