-- $1 uuid id  $2 text state  $3 bigint party  $4 uuid member  $5 text till  $6 text store  $7 date business day
-- $8 text number  $9 jsonb pins  $10 bigint points  $11 bigint amount
-- $12 float8 created at  $13 float8 expires at  $14 float8 max until, epoch ms
INSERT INTO holds (id, state, party, member, till, store, business_day, number, pins, points, amount, created_at,
                   expires_at, max_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12::float8 / 1000),
        to_timestamp($13::float8 / 1000), to_timestamp($14::float8 / 1000))
