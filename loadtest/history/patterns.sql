-- Committed sales that others can be made like: a member's, nothing returned, nothing spent, and every lot was the
-- member's at once. Of these, those with the same number of lots, for transfers are numbered without a gap: the fewest
-- that a good many have, else as many as most.
-- $1 int: at most so many
WITH candidate AS (
  SELECT r.id, r.till, r.store, s.timezone, r.programme, r.version, r.gross, r.discount, r.net, r.earned, r.contents,
         r.effects, (extract(epoch FROM r.business_time) * 1000)::bigint AS "businessTime",
         to_char(r.committed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "committedAt", t.lots
  FROM receipts r
  JOIN stores s ON s.code = r.store
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('lot', lot, 'purse', substr(credit, 7), 'rule', rule, 'points', amount) ORDER BY seq) AS lots,
           bool_and(reason = 'accrue' AND credit LIKE 'purse:%') AS plain
    FROM transfers WHERE party = r.party AND receipt = r.id
  ) t
  WHERE r.kind = 'sale' AND r.state = 'committed' AND r.party IS NOT NULL AND r.redeemed = 0
    AND r.returned IS NULL AND r.attached IS NULL AND r.contents IS NOT NULL AND t.plain
)
SELECT * FROM candidate
WHERE jsonb_array_length(lots) = coalesce(
  (SELECT jsonb_array_length(lots) FROM candidate GROUP BY 1 HAVING count(*) >= 16 ORDER BY 1 LIMIT 1),
  (SELECT mode() WITHIN GROUP (ORDER BY jsonb_array_length(lots)) FROM candidate))
ORDER BY id LIMIT $1
