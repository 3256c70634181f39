-- Draws from budgets, or gives back to them, in the order of their keys; one that nobody has used yet gets its row. Where a
-- cap is given and would be passed, what is used becomes null, which the table refuses: the batch is undone, and decided
-- again with budgets locked. Says how much of each is used then.
-- $1 text[] keys  $2 bigint[] what to add to what is used  $3 bigint[] cap; null: as it comes, it is locked or given back to
INSERT INTO budgets AS b (key, used)
SELECT k.key, greatest(k.added, 0) FROM unnest($1::text[], $2::bigint[]) AS k (key, added) ORDER BY k.key
ON CONFLICT (key) DO UPDATE
SET used = (SELECT CASE WHEN c.cap IS NULL OR b.used + c.added <= c.cap THEN b.used + c.added END
            FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS c (key, added, cap) WHERE c.key = b.key)
RETURNING key, used
