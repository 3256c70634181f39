-- Codes of a generic campaign, as a marketer has chosen them; what is there already is not returned.
-- $1 text campaign  $2 text[] as written  $3 text[] as kept  $4 timestamptz expires at
WITH added AS (
  INSERT INTO coupons (code, campaign, expires_at)
  SELECT n.code, $1, $4 FROM unnest($3::text[]) AS n (code) ORDER BY n.code
  ON CONFLICT (code) DO NOTHING
  RETURNING code
), told AS (
  UPDATE coupon_campaigns SET codes = codes || $2::text[], updated_at = now() WHERE code = $1
)
SELECT code FROM added
