-- $1 uuid[] id  $2 bigint[] party  $3 uuid[] member  $4 bigint[] points  $5 bigint[] credential  $6 text[] limited: t or f
-- $7 bytea[] fingerprint  $8 text[] reply  $9 float8 at, epoch ms
INSERT INTO adjustments (id, party, member, points, credential, limited, fingerprint, reply, at)
SELECT a.id, a.party, a.member, a.points, a.credential, a.limited::boolean, a.fingerprint, a.reply,
       to_timestamp($9::float8 / 1000)
FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[], $8::text[])
  AS a (id, party, member, points, credential, limited, fingerprint, reply)
