-- One gateway at a time counts for a programme; the others go on to other things.
-- $1 text programme
SELECT state, keys, version, (extract(epoch FROM published_at) * 1000)::float8 AS "publishedAt", cursor
FROM counter_recounts WHERE programme = $1 FOR UPDATE SKIP LOCKED
