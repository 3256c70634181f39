-- $1 bigint[] id  $2 bigint[] version  $3 bigint[] seq  $4 text[] state, JSON  $5 float8[] due at, epoch ms
UPDATE parties p
SET version = u.version, seq = u.seq, state = u.state::json, due_at = to_timestamp(u.due_at / 1000)
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::float8[]) AS u (id, version, seq, state, due_at)
WHERE p.id = u.id
