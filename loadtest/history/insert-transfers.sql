-- Each lot when it is accrued, and when it has expired.
-- $1 bigint: the first  $2 bigint: the last
INSERT INTO transfers (party, seq, at, debit, credit, amount, reason, lot, rule, receipt)
SELECT r.party, r.seq + lot.place + CASE WHEN lot.expires THEN plan.lots ELSE 0 END,
       to_timestamp(CASE WHEN lot.expires THEN least(r.at + plan.lasts, plan.until) ELSE r.at END / 1000.0),
       CASE WHEN lot.expires THEN 'purse:' || lot.purse ELSE 'house:issued' END,
       CASE WHEN lot.expires THEN 'house:expired' ELSE 'purse:' || lot.purse END,
       lot.points, CASE WHEN lot.expires THEN 'expire' ELSE 'accrue' END, r.seq + lot.place,
       CASE WHEN lot.expires THEN NULL ELSE lot.rule END, CASE WHEN lot.expires THEN NULL ELSE r.id END
FROM history.planned($1, $2) r
JOIN history.pattern p USING (k)
CROSS JOIN history.plan
CROSS JOIN LATERAL (
  SELECT l.*, e.expires FROM unnest(p.purses, p.rules, p.points) WITH ORDINALITY AS l (purse, rule, points, place),
                             (VALUES (false), (true)) AS e (expires)
) lot
ORDER BY r.i, lot.expires, lot.place
