-- A new store; no row where there is one of that code.
-- $1 text: code, $2 text: title or null, $3 text: region or null, $4 text: IANA timezone, $5 text: programme's code,
-- $6 jsonb: attributes
INSERT INTO stores (code, title, region, timezone, programme, attributes)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (code) DO NOTHING
RETURNING code, title, region, timezone, programme, attributes, created_at AS "createdAt"
