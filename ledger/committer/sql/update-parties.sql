-- $1 bigint[] id  $2 bigint[] version  $3 bigint[] seq  $4 text[] state, JSON  $5 float8[] due at, epoch ms
UPDATE parties p
SET version = u.version, seq = u.seq, state = u.state::json, due_at = to_timestamp(u.due_at / 1000)
-- Unnested side by side they are read as they come; as a table of several, each would be written aside first.
FROM (
  SELECT unnest($1::bigint[]) AS id, unnest($2::bigint[]) AS version, unnest($3::bigint[]) AS seq,
         unnest($4::text[]) AS state, unnest($5::float8[]) AS due_at
) AS u
WHERE p.id = u.id
