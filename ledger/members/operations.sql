-- What happened to a party's points, newest first.
-- $1 bigint: party; $2 bigint: only those before this number, or null; $3 integer: at most so many
SELECT seq, at, debit, credit, amount, reason, lot, rule, receipt
FROM transfers
WHERE party = $1 AND ($2::bigint IS NULL OR seq < $2)
ORDER BY seq DESC
LIMIT $3
