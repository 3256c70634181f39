-- Sorted, so that two gateways that insert the same keys wait for each other instead of deadlocking. One that is there
-- already fails the batch, which is then decided again and finds it.
-- $1 text[] key  $2 uuid[] id  $3 text[] happened  $4 text[] state  $5 uuid[] member  $6 bigint[] party
-- $7 float8[] at, epoch ms  $8 text[] programme  $9 int[] version  $10 bytea[] fingerprint  $11 text[] input
-- $12 text[] effects  $13 text[] reply
INSERT INTO occasions (key, id, happened, state, member, party, at, programme, version, fingerprint, input, effects, reply)
SELECT o.key, o.id, o.happened, o.state, o.member, o.party, to_timestamp(o.at / 1000), o.programme, o.version,
       o.fingerprint, o.input, o.effects, o.reply
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::float8[], $8::text[], $9::int[],
            $10::bytea[], $11::text[], $12::text[], $13::text[])
  AS o (key, id, happened, state, member, party, at, programme, version, fingerprint, input, effects, reply)
ORDER BY o.key
