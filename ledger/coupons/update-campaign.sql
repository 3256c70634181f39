-- $1 text code; the others as they are from now on: $2 text title  $3 text state  $4 timestamptz active from
-- $5 timestamptz active to  $6 text expire after  $7 bigint per code  $8 bigint per member  $9 bigint in total
UPDATE coupon_campaigns
SET title = $2, state = $3, active_from = $4, active_to = $5, expire_after = $6, per_code = $7, per_member = $8,
    in_total = $9, updated_at = now()
WHERE code = $1
RETURNING code, title, kind, state, codes, active_from AS "activeFrom", active_to AS "activeTo", expire_after AS "expireAfter",
       per_code AS "perCode", per_member AS "perMember", in_total AS "inTotal", created_at AS "createdAt",
       updated_at AS "updatedAt"
