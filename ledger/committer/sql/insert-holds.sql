-- $1 uuid[] id  $2 text[] state  $3 bigint[] party  $4 uuid[] member  $5 text[] till  $6 text[] store
-- $7 date[] business day  $8 text[] number  $9 text[] pins, JSON  $10 bigint[] points  $11 bigint[] amount
-- $12 text[] certificate  $13 bigint[] of its money  $14 float8[] created at  $15 float8[] expires at
-- $16 float8[] max until, epoch ms  $17 text[] coupons, JSON
INSERT INTO holds (id, state, party, member, till, store, business_day, number, pins, points, amount, certificate,
                   certificate_amount, created_at, expires_at, max_until, coupons)
SELECT h.id, h.state, h.party, h.member, h.till, h.store, h.business_day, h.number, h.pins::jsonb, h.points, h.amount,
       h.certificate, h.certificate_amount, to_timestamp(h.created_at / 1000), to_timestamp(h.expires_at / 1000),
       to_timestamp(h.max_until / 1000), ARRAY(SELECT jsonb_array_elements_text(h.coupons::jsonb))
FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::date[], $8::text[],
            $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::float8[], $15::float8[],
            $16::float8[], $17::text[])
  AS h (id, state, party, member, till, store, business_day, number, pins, points, amount, certificate,
        certificate_amount, created_at, expires_at, max_until, coupons)
