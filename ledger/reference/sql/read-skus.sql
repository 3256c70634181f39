-- Goods of a list, in the order of their skus.
-- $1 integer: version's id, $2 text: only those after this one, $3 integer: at most so many
SELECT sku FROM list_skus WHERE version = $1 AND sku > $2 ORDER BY sku LIMIT $3
