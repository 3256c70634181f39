-- $1 text code  $2 text title  $3 text kind  $4 text state  $5 timestamptz active from  $6 timestamptz active to
-- $7 text expire after  $8 bigint per code  $9 bigint per member  $10 bigint in total
INSERT INTO coupon_campaigns (code, title, kind, state, active_from, active_to, expire_after, per_code, per_member, in_total)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (code) DO NOTHING
RETURNING code, title, kind, state, codes, active_from AS "activeFrom", active_to AS "activeTo", expire_after AS "expireAfter",
       per_code AS "perCode", per_member AS "perMember", in_total AS "inTotal", created_at AS "createdAt",
       updated_at AS "updatedAt"
