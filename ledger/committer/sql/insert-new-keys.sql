-- Claims receipt keys that nobody is known to have; one that is there fails the batch. Sorted, so that two gateways which
-- claim the same keys wait for each other instead of deadlocking.
-- $1 text[] till  $2 date[] business day  $3 text[] number  $4 text[] kind  $5 bytea[] fingerprint  $6 uuid[] receipt
INSERT INTO receipt_keys (till, business_day, number, kind, fingerprint, receipt)
SELECT k.till, k.business_day, k.number, k.kind, k.fingerprint, k.receipt
-- Unnested side by side they are read as they come; as a table of several, each would be written aside first.
FROM (
  SELECT unnest($1::text[]) AS till, unnest($2::date[]) AS business_day, unnest($3::text[]) AS number,
         unnest($4::text[]) AS kind, unnest($5::bytea[]) AS fingerprint, unnest($6::uuid[]) AS receipt
) AS k
ORDER BY k.till, k.business_day, k.number, k.kind
