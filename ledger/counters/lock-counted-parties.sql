-- Locks parties in the order of their ids, as everybody does.
-- $1 bigint[] ids
SELECT id, version, state FROM parties WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE
