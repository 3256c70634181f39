-- What the history leaves with its parties: numbers and purchases. Its points are gone.
UPDATE parties p
SET seq = p.seq + bought.receipts * 2 * bought.lots, version = p.version + bought.receipts * 2,
    state = jsonb_set(p.state::jsonb, '{facts,purchases}', to_jsonb((p.state #>> '{facts,purchases}')::bigint + bought.receipts))
FROM (
  SELECT m.party, plan.lots, plan.receipts / plan.members + (m.n < plan.receipts % plan.members)::int AS receipts
  FROM history.member m CROSS JOIN history.plan
) AS bought
WHERE p.id = bought.party AND bought.receipts > 0
