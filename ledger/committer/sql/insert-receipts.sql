-- $1 uuid[] id  $2 text[] kind  $3 text[] till  $4 text[] store  $5 date[] business day  $6 text[] number
-- $7 float8[] business time, epoch ms  $8 float8[] committed at, epoch ms  $9 bigint[] party  $10 uuid[] member
-- $11 text[] programme  $12 int[] version  $13 uuid[] original  $14 bigint[] gross  $15 bigint[] discount
-- $16 bigint[] redeemed  $17 bigint[] net  $18 bigint[] earned  $19 text[] reply  $20 bytea[] contents  $21 text[] effects
INSERT INTO receipts (id, kind, till, store, business_day, number, business_time, committed_at, party, member,
                      programme, version, original, gross, discount, redeemed, net, earned, reply, contents, effects)
SELECT r.id, r.kind, r.till, r.store, r.business_day, r.number, to_timestamp(r.business_time / 1000),
       to_timestamp(r.committed_at / 1000), r.party, r.member, r.programme, r.version, r.original, r.gross, r.discount,
       r.redeemed, r.net, r.earned, r.reply, r.contents, r.effects
-- Unnested side by side they are read as they come; as a table of several, each would be written aside first.
FROM (
  SELECT unnest($1::uuid[]) AS id, unnest($2::text[]) AS kind, unnest($3::text[]) AS till,
         unnest($4::text[]) AS store, unnest($5::date[]) AS business_day, unnest($6::text[]) AS number,
         unnest($7::float8[]) AS business_time, unnest($8::float8[]) AS committed_at, unnest($9::bigint[]) AS party,
         unnest($10::uuid[]) AS member, unnest($11::text[]) AS programme, unnest($12::int[]) AS version,
         unnest($13::uuid[]) AS original, unnest($14::bigint[]) AS gross, unnest($15::bigint[]) AS discount,
         unnest($16::bigint[]) AS redeemed, unnest($17::bigint[]) AS net, unnest($18::bigint[]) AS earned,
         unnest($19::text[]) AS reply, unnest($20::bytea[]) AS contents, unnest($21::text[]) AS effects
) AS r
