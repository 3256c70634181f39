-- $1 text programme  $2 uuid cursor  $3 bigint looked at  $4 bigint counted
UPDATE counter_recounts SET cursor = $2, looked_at = looked_at + $3, counted = counted + $4 WHERE programme = $1
