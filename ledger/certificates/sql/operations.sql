-- What happened to a certificate's money, newest first.
-- $1 text: code; $2 bigint: only those before this number, or null; $3 integer: at most so many
SELECT seq, at, debit, credit, amount, reason, receipt
FROM certificate_transfers
WHERE certificate = $1 AND ($2::bigint IS NULL OR seq < $2)
ORDER BY seq DESC
LIMIT $3
