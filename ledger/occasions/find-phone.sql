-- $1 bytea: hash
SELECT member FROM phones_known WHERE hash = $1
