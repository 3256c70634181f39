-- Personal prices.
-- $1 integer: version's id; the rest by row: $2 uuid[]: members, $3 text[]: skus, $4 integer[]: lines of the file,
-- $5 integer[]: percents, $6 bigint[]: amounts, $7 bigint[]: prices, $8, $9 bigint[]: from and to, epoch ms of the wall clock
INSERT INTO personal_prices (version, member, sku, line, percent, amount, price, valid_from, valid_to)
SELECT $1, member, sku, line, percent, amount, price,
       timestamp 'epoch' + make_interval(secs => valid_from / 1000.0),
       timestamp 'epoch' + make_interval(secs => valid_to / 1000.0)
FROM unnest($2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
  AS new (member, sku, line, percent, amount, price, valid_from, valid_to)
