-- $1 bigint[] id  $2 text[] state, JSON
UPDATE parties p SET version = p.version + 1, state = u.state::json
FROM unnest($1::bigint[], $2::text[]) AS u (id, state)
WHERE p.id = u.id
RETURNING p.id, p.version
