-- $1 text[] keys  $2 bigint[] what to add to what is used
UPDATE budgets b SET used = b.used + k.added
FROM unnest($1::text[], $2::bigint[]) AS k (key, added)
WHERE b.key = k.key
