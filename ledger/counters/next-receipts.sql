-- The next receipts in the order of their ids, and which of them may have something to count: sales to a party under
-- versions that lack some of the counters. The cursor moves past the others as well.
-- $1 uuid after  $2 uuid before  $3 int at most  $4 text programme  $5 int[] versions that have all the counters
WITH next AS MATERIALIZED (
  SELECT id, kind, state, party, programme, version FROM receipts WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3
)
SELECT id, party,
       kind = 'sale' AND state = 'committed' AND party IS NOT NULL AND programme = $4 AND version <> ALL ($5::int[]) AS due
FROM next ORDER BY id
