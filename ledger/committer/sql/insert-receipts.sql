-- $1 uuid[] id  $2 text[] kind  $3 text[] till  $4 text[] store  $5 date[] business day  $6 text[] number
-- $7 float8[] business time, epoch ms  $8 float8[] committed at, epoch ms  $9 bigint[] party  $10 uuid[] member
-- $11 text[] programme  $12 int[] version  $13 uuid[] original  $14 bigint[] gross  $15 bigint[] discount
-- $16 bigint[] redeemed  $17 bigint[] net  $18 bigint[] earned  $19 text[] reply  $20 bytea[] contents  $21 text[] effects
INSERT INTO receipts (id, kind, till, store, business_day, number, business_time, committed_at, party, member,
                      programme, version, original, gross, discount, redeemed, net, earned, reply, contents, effects)
SELECT r.id, r.kind, r.till, r.store, r.business_day, r.number, to_timestamp(r.business_time / 1000),
       to_timestamp(r.committed_at / 1000), r.party, r.member, r.programme, r.version, r.original, r.gross, r.discount,
       r.redeemed, r.net, r.earned, r.reply, r.contents, r.effects
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::float8[], $8::float8[],
            $9::bigint[], $10::uuid[], $11::text[], $12::int[], $13::uuid[], $14::bigint[], $15::bigint[],
            $16::bigint[], $17::bigint[], $18::bigint[], $19::text[], $20::bytea[], $21::text[])
  AS r (id, kind, till, store, business_day, number, business_time, committed_at, party, member, programme, version,
        original, gross, discount, redeemed, net, earned, reply, contents, effects)
