-- Locks campaign budgets in the order of their keys; each has a row by now (make-budgets.sql).
-- $1 text[] keys
SELECT key, used FROM budgets WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE
