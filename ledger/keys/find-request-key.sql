-- $1 bigint: credential, $2 text: operation, $3 text: key
SELECT fingerprint, status, reply FROM request_keys WHERE credential = $1 AND operation = $2 AND key = $3
