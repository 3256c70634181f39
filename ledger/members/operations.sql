-- What happened to a party's points, newest first.
-- $1 bigint: party; $2 bigint: only those before this number, or null; $3 integer: at most so many
SELECT t.seq, t.at, t.debit, t.credit, t.amount, t.reason, t.lot, t.rule, t.receipt, o.happened AS occasion, t.note
FROM transfers t LEFT JOIN occasions o ON o.id = t.occasion
WHERE t.party = $1 AND ($2::bigint IS NULL OR t.seq < $2)
ORDER BY t.seq DESC
LIMIT $3
