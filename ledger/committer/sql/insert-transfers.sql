-- $1 bigint[] party  $2 bigint[] seq  $3 float8 at, epoch ms  $4 text[] debit  $5 text[] credit  $6 bigint[] amount
-- $7 text[] reason  $8 bigint[] lot  $9 text[] rule  $10 uuid[] receipt  $11 uuid[] occasion  $12 text[] note
INSERT INTO transfers (party, seq, at, debit, credit, amount, reason, lot, rule, receipt, occasion, note)
SELECT t.party, t.seq, to_timestamp($3::float8 / 1000), t.debit, t.credit, t.amount, t.reason, t.lot, t.rule, t.receipt,
       t.occasion, t.note
-- Unnested side by side they are read as they come; as a table of several, each would be written aside first.
FROM (
  SELECT unnest($1::bigint[]) AS party, unnest($2::bigint[]) AS seq, unnest($4::text[]) AS debit,
         unnest($5::text[]) AS credit, unnest($6::bigint[]) AS amount, unnest($7::text[]) AS reason,
         unnest($8::bigint[]) AS lot, unnest($9::text[]) AS rule, unnest($10::uuid[]) AS receipt,
         unnest($11::uuid[]) AS occasion, unnest($12::text[]) AS note
) AS t
