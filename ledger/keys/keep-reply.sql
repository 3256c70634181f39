-- What was answered to the request that has the key.
-- $1 bigint: credential, $2 text: operation, $3 text: key, $4 smallint: status, $5 text: reply
UPDATE request_keys SET status = $4, reply = $5 WHERE credential = $1 AND operation = $2 AND key = $3
