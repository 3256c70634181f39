-- It has come to the present. It goes on looking for late receipts of older versions until it is done.
-- $1 text programme  $2 boolean done
UPDATE counter_recounts
SET caught_up_at = coalesce(caught_up_at, now()), state = CASE WHEN $2 THEN 'done' ELSE state END
WHERE programme = $1 AND (caught_up_at IS NULL OR $2)
