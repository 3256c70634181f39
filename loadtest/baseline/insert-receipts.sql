-- A batch of receipts; one that is there already stays as it is.
-- $1 uuid[]: ids, $2 text[]: tills, $3 text[]: numbers, $4 text[]: cards, $5 bigint[]: points redeemed, $6 timestamptz[]:
-- moments, $7 text[]: bodies
INSERT INTO receipts (id, till, number, card, redeemed, committed_at, body)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[])
ON CONFLICT DO NOTHING
