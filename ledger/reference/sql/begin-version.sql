-- An upload begins.
-- $1 text: kind, $2 text: code
INSERT INTO reference_versions (kind, code) VALUES ($1, $2) RETURNING id
