-- Each by itself: for `id = ANY ($1)` a plan that is made once for all looks into every month there is.
-- $1 uuid[] ids
SELECT id, kind, state, till, store, to_char(business_day, 'YYYY-MM-DD') AS "businessDay", number,
       (extract(epoch FROM business_time) * 1000)::bigint AS "businessTime",
       (extract(epoch FROM committed_at) * 1000)::bigint AS "committedAt",
       party, member, programme, version, original, gross, discount, redeemed, net, earned, reply, attached, input,
       effects, contents, returned
FROM unnest($1::uuid[]) AS wanted (receipt)
CROSS JOIN LATERAL (SELECT * FROM receipts WHERE id = wanted.receipt LIMIT 1) AS r
