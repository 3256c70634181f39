-- One at a time makes a version of a code current, until the transaction ends.
-- $1 text: kind, $2 text: code
SELECT pg_advisory_xact_lock(hashtextextended('reference:' || $1 || ':' || $2, 0))
