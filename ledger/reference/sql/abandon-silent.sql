-- Uploads of which nothing was heard for ten minutes: the gateway that took them is no more.
UPDATE reference_versions SET state = 'abandoned'
WHERE state = 'arriving' AND heard_at < clock_timestamp() - interval '10 minutes'
