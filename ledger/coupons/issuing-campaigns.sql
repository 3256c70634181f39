-- What issuing a code asks of its campaign.
-- $1 text[] codes
SELECT code, kind, state, (extract(epoch FROM active_to) * 1000)::bigint AS "activeTo", expire_after AS "expireAfter"
FROM coupon_campaigns WHERE code = ANY ($1::text[])
