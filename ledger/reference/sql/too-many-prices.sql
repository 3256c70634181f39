-- A member and sku of which a version has more rows than are read.
-- $1 integer: version's id, $2 integer: how many are read
SELECT member, sku, count(*) AS count FROM personal_prices WHERE version = $1
GROUP BY member, sku HAVING count(*) > $2 LIMIT 1
