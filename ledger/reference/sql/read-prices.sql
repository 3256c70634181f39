-- Personal prices, in the order of members, skus and lines.
-- $1 integer: version's id; $2 uuid, $3 text, $4 integer: only those after this member, sku and line, or null;
-- $5 integer: at most so many
SELECT member, sku, line, percent, amount, price,
       to_char(valid_from, 'YYYY-MM-DD"T"HH24:MI:SS') AS "from", to_char(valid_to, 'YYYY-MM-DD"T"HH24:MI:SS') AS "to"
FROM personal_prices
WHERE version = $1
  AND (member, sku, line) > (coalesce($2::uuid, '00000000-0000-0000-0000-000000000000'), coalesce($3, ''), coalesce($4, 0))
ORDER BY member, sku, line LIMIT $5
