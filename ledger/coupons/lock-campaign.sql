-- $1 text code
SELECT code, title, kind, state, codes, active_from AS "activeFrom", active_to AS "activeTo", expire_after AS "expireAfter",
       per_code AS "perCode", per_member AS "perMember", in_total AS "inTotal", created_at AS "createdAt",
       updated_at AS "updatedAt"
FROM coupon_campaigns WHERE code = $1 FOR UPDATE
