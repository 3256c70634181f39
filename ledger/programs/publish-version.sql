-- Makes a version the current one: of those published, the one published last. The programme is locked, so
-- clock_timestamp() orders publications as they are decided.
-- $1 text: code, $2 integer: version
UPDATE programmes SET state = 'published', published_at = clock_timestamp() WHERE code = $1 AND version = $2
