-- Takes a version out of force, for good.
-- $1 text: code, $2 integer: version
UPDATE programmes SET state = 'revoked', revoked_at = clock_timestamp() WHERE code = $1 AND version = $2
