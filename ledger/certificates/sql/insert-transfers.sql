-- $1 text[] certificate  $2 bigint[] seq  $3 float8 at, epoch ms  $4 text[] debit  $5 text[] credit  $6 bigint[] amount
-- $7 text[] reason  $8 uuid[] receipt
INSERT INTO certificate_transfers (certificate, seq, at, debit, credit, amount, reason, receipt)
SELECT t.certificate, t.seq, to_timestamp($3::float8 / 1000), t.debit, t.credit, t.amount, t.reason, t.receipt
FROM unnest($1::text[], $2::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::uuid[])
  AS t (certificate, seq, debit, credit, amount, reason, receipt)
