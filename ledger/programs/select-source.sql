-- A version as it was sent.
-- $1 text: code, $2 integer: version
SELECT source FROM programmes WHERE code = $1 AND version = $2
