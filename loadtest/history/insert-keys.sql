-- $1 bigint: the first  $2 bigint: the last
INSERT INTO receipt_keys (till, business_day, number, kind, fingerprint, receipt)
SELECT p.till, (to_timestamp(r.at / 1000.0) AT TIME ZONE p.timezone)::date, 'h' || r.i, 'sale', sha256(r.i::text::bytea), r.id
FROM history.planned($1, $2) r JOIN history.pattern p USING (k)
ORDER BY r.i
