-- A new version, as a draft.
-- $1 text: code, $2 integer: version, $3 text: hash, $4 text: source, $5 jsonb: document, $6 jsonb: lint
INSERT INTO programmes (code, version, hash, source, document, lint) VALUES ($1, $2, $3, $4, $5, $6)
