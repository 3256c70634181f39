-- Writes parties that were decided on without a lock: each has to be, to the byte, what it was decided on, else the whole
-- batch fails. Sorted by whoever sends them, so that rows are locked in the order of their ids, as everybody does.
-- $1 bigint[] id  $2 bigint[] version  $3 bigint[] seq  $4 text[] state, JSON  $5 float8[] due at, epoch ms
-- $6 bigint[] version before  $7 bigint[] seq before  $8 text[] state before
WITH changed AS (
  UPDATE parties p
  SET version = u.version, seq = u.seq, state = u.state::json, due_at = to_timestamp(u.due_at / 1000)
  -- Unnested side by side they are read as they come; as a table of several, each would be written aside first.
  FROM (
    SELECT unnest($1::bigint[]) AS id, unnest($2::bigint[]) AS version, unnest($3::bigint[]) AS seq,
           unnest($4::text[]) AS state, unnest($5::float8[]) AS due_at, unnest($6::bigint[]) AS version_before,
           unnest($7::bigint[]) AS seq_before, unnest($8::text[]) AS state_before
  ) AS u
  WHERE p.id = u.id AND p.version = u.version_before AND p.seq = u.seq_before AND p.state::text = u.state_before
  RETURNING 1
)
SELECT CASE WHEN (SELECT count(*) FROM changed) < cardinality($1::bigint[]) THEN party_changed() END
