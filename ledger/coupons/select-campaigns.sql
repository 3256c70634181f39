-- One campaign, or a page of them in the order of their codes.
-- $1 text code, or null  $2 text: after this one, or null  $3 int: at most so many
SELECT code, title, kind, state, codes, active_from AS "activeFrom", active_to AS "activeTo", expire_after AS "expireAfter",
       per_code AS "perCode", per_member AS "perMember", in_total AS "inTotal", created_at AS "createdAt",
       updated_at AS "updatedAt"
FROM coupon_campaigns
WHERE ($1::text IS NULL OR code = $1) AND ($2::text IS NULL OR code > $2)
ORDER BY code LIMIT $3
