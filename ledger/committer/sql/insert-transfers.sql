-- $1 bigint[] party  $2 bigint[] seq  $3 float8 at, epoch ms  $4 text[] debit  $5 text[] credit  $6 bigint[] amount
-- $7 text[] reason  $8 bigint[] lot  $9 text[] rule  $10 uuid[] receipt  $11 uuid[] occasion  $12 text[] note
INSERT INTO transfers (party, seq, at, debit, credit, amount, reason, lot, rule, receipt, occasion, note)
SELECT t.party, t.seq, to_timestamp($3::float8 / 1000), t.debit, t.credit, t.amount, t.reason, t.lot, t.rule, t.receipt,
       t.occasion, t.note
FROM unnest($1::bigint[], $2::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::text[],
            $10::uuid[], $11::uuid[], $12::text[])
  AS t (party, seq, debit, credit, amount, reason, lot, rule, receipt, occasion, note)
