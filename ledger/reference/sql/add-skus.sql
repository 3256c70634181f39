-- Goods of a list; those it has already are passed over.
-- $1 integer: version's id, $2 text[]: skus
INSERT INTO list_skus (version, sku) SELECT $1, sku FROM unnest($2::text[]) AS new (sku) ON CONFLICT DO NOTHING
