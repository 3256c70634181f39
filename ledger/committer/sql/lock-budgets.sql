-- Locks campaign budgets, and makes the rows of those that nobody has used yet, all in the order of their keys: in one
-- statement, since who waits for another's new row must not hold what the other wants.
-- $1 text[] keys
INSERT INTO budgets AS b (key, used)
SELECT k.key, 0 FROM unnest($1::text[]) AS k (key) ORDER BY k.key
ON CONFLICT (key) DO UPDATE SET used = b.used
RETURNING key, used
