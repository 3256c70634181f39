-- Changes of a store: a name that is absent stays, null empties.
-- $1 text: code, $2 jsonb: {title?, region?, timezone?, programme?, attributes?}
UPDATE stores SET
  title      = CASE WHEN $2::jsonb ? 'title' THEN $2::jsonb ->> 'title' ELSE title END,
  region     = CASE WHEN $2::jsonb ? 'region' THEN $2::jsonb ->> 'region' ELSE region END,
  timezone   = coalesce($2::jsonb ->> 'timezone', timezone),
  programme  = coalesce($2::jsonb ->> 'programme', programme),
  attributes = coalesce($2::jsonb -> 'attributes', attributes)
WHERE code = $1
RETURNING code, title, region, timezone, programme, attributes, created_at AS "createdAt"
