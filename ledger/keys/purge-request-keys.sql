-- Forgets keys that are older than they are kept.
-- $1 interval: how long they are kept
DELETE FROM request_keys WHERE created_at < now() - $1::interval
