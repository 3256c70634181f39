-- The months of the history that have no partition yet, and their bounds as ledger/jobs/partitions.ts makes them.
-- $1 bigint: since, epoch ms  $2 bigint: until
SELECT to_char(month, 'YYYY_MM') AS name,
       to_char(month, 'YYYY-MM-DD"T00:00:00Z"') AS "from", to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"') AS "to"
FROM generate_series(date_trunc('month', to_timestamp($1::bigint / 1000) AT TIME ZONE 'UTC'),
                     to_timestamp($2::bigint / 1000) AT TIME ZONE 'UTC', interval '1 month') AS month
WHERE to_regclass('receipts_' || to_char(month, 'YYYY_MM')) IS NULL
ORDER BY month
