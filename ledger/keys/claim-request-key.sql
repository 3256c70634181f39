-- Takes an Idempotency-Key for this transaction. A duplicate that is under way is waited for. A row comes back when the
-- key is new, or older than it is kept; none when it was used.
-- $1 bigint: credential, $2 text: operation, $3 text: key, $4 bytea: fingerprint, $5 interval: how long keys are kept
INSERT INTO request_keys AS kept (credential, operation, key, fingerprint, status, reply)
VALUES ($1, $2, $3, $4, 0, '')
ON CONFLICT (credential, operation, key) DO UPDATE
  SET fingerprint = excluded.fingerprint, status = 0, reply = '', created_at = now()
  WHERE kept.created_at < now() - $5::interval
RETURNING true AS claimed
