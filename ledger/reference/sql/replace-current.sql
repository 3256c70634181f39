-- The current version of a code makes way for the next. The code is locked.
-- $1 text: kind, $2 text: code
UPDATE reference_versions SET state = 'replaced', replaced_at = clock_timestamp()
WHERE kind = $1 AND code = $2 AND state = 'current'
