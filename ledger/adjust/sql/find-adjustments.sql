-- Adjustments that were made already.
-- $1 uuid[] ids
SELECT id, fingerprint, reply FROM adjustments WHERE id = ANY ($1::uuid[])
