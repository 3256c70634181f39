-- Locks a member's party and bumps its version: whoever evaluated a receipt on what was true before will see that.
-- $1 uuid: the member
UPDATE parties SET version = version + 1
WHERE id = (SELECT party FROM members WHERE id = $1)
RETURNING id, version
