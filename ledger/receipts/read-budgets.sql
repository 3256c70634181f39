-- $1 text[] keys
SELECT key, used FROM budgets WHERE key = ANY ($1::text[])
