-- $1 uuid[] ids
SELECT id, kind, state, till, store, to_char(business_day, 'YYYY-MM-DD') AS "businessDay", number,
       (extract(epoch FROM business_time) * 1000)::bigint AS "businessTime",
       (extract(epoch FROM committed_at) * 1000)::bigint AS "committedAt",
       party, member, programme, version, original, gross, discount, redeemed, net, earned, reply, attached, input,
       effects, returned
FROM receipts WHERE id = ANY ($1::uuid[])
