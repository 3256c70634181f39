-- Locks campaign budgets, made first where they are new.
-- $1 text[] keys
SELECT key, used FROM budgets WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE
