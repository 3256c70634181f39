-- One writer of a programme's versions at a time, until the transaction ends.
-- $1 text: code
SELECT pg_advisory_xact_lock(hashtextextended('programme:' || $1, 0))
