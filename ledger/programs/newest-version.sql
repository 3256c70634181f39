-- The newest version of a programme, whatever its state.
-- $1 text: code
SELECT version, hash, state FROM programmes WHERE code = $1 ORDER BY version DESC LIMIT 1
