-- Some rows of a version that nobody wants any more. In the order of the index: half of the table may be wanted.
-- $1 integer: version's id, $2 integer: at most so many
DELETE FROM personal_prices
WHERE ctid = ANY (ARRAY(SELECT ctid FROM personal_prices WHERE version = $1 ORDER BY version, member, sku, line LIMIT $2))
