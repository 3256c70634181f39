-- Makes the rows of budgets that nobody has used yet.
-- $1 text[] keys
INSERT INTO budgets (key, used)
SELECT k.key, 0 FROM unnest($1::text[]) AS k (key) ORDER BY k.key
ON CONFLICT DO NOTHING
