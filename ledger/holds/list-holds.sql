-- A party's open holds, the newest first.
-- $1 bigint party
SELECT id FROM holds WHERE party = $1 AND state IN ('active', 'code_pending') ORDER BY created_at DESC
