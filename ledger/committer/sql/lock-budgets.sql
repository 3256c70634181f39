-- Locks campaign budgets in the order of their keys; one that has no row yet is not returned.
-- $1 text[] keys
SELECT key, used FROM budgets WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE
