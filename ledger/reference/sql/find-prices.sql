-- Personal prices of members for skus, valid at some time or other: the one that begins last comes first, of those that
-- begin together the one written last in the file. Each is one step into the index, however many there are.
-- By row: $1 integer[]: version ids, $2 uuid[]: members, $3 text[]: skus; $4 integer: at most so many for each
SELECT asked.n::integer AS n, found.percent, found.amount, found.price,
       (extract(epoch FROM found.valid_from) * 1000)::bigint AS "from",
       (extract(epoch FROM found.valid_to) * 1000)::bigint AS "to"
FROM unnest($1::integer[], $2::uuid[], $3::text[]) WITH ORDINALITY AS asked (version, member, sku, n)
CROSS JOIN LATERAL (
  SELECT p.percent, p.amount, p.price, p.valid_from, p.valid_to, p.line
  FROM personal_prices p
  WHERE p.version = asked.version AND p.member = asked.member AND p.sku = asked.sku
  ORDER BY p.valid_from DESC NULLS LAST, p.line DESC
  LIMIT $4
) AS found
ORDER BY asked.n, found.valid_from DESC NULLS LAST, found.line DESC
