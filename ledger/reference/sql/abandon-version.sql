-- An upload broke off: its rows are to be deleted.
-- $1 integer: version's id
UPDATE reference_versions SET state = 'abandoned' WHERE id = $1 AND state = 'arriving'
