-- The first time a programme has counters: nothing is counted yet, for no version.
-- $1 text programme
INSERT INTO counter_recounts (programme, state, keys, version, published_at, cursor)
VALUES ($1, 'done', '{}', 0, '1970-01-01Z', '00000000-0000-0000-0000-000000000000')
ON CONFLICT (programme) DO NOTHING
