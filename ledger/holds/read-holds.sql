-- $1 uuid[] ids
SELECT id, state, party, member, till, store, to_char(business_day, 'YYYY-MM-DD') AS "businessDay", number, pins,
       points, posted, amount,
       (extract(epoch FROM created_at) * 1000)::bigint AS "createdAt",
       (extract(epoch FROM expires_at) * 1000)::bigint AS "expiresAt",
       (extract(epoch FROM max_until) * 1000)::bigint AS "maxUntil",
       (extract(epoch FROM resolved_at) * 1000)::bigint AS "resolvedAt",
       receipt
FROM holds WHERE id = ANY ($1::uuid[]) ORDER BY id
