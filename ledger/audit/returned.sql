-- Receipts of which something has come back, in the order of their ids: what came back, and what was sold.
-- $1 uuid after  $2 int at most
SELECT id, party, returned, contents, input FROM receipts WHERE returned IS NOT NULL AND id > $1 ORDER BY id LIMIT $2
