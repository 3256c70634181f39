-- What has arrived becomes the current version, unless it was given up. The code is locked, and has no current version.
-- $1 integer: version's id, $2 integer: rows it has
UPDATE reference_versions AS v
SET state = 'current', count = $2, current_at = clock_timestamp(),
    version = 1 + coalesce((SELECT max(o.version) FROM reference_versions o WHERE o.kind = v.kind AND o.code = v.code), 0)
WHERE v.id = $1 AND v.state = 'arriving'
RETURNING v.version
