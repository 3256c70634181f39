-- $1 text: key
SELECT fingerprint, reply FROM occasions WHERE key = $1
