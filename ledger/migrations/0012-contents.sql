-- What a sale's reply and input were as two JSON texts, which Postgres compressed and moved out of the row, is packed by
-- the gateway (ledger/receipts/packed) and stays in the row as it is. Rows of before keep their texts, as do returns.
ALTER TABLE receipts ADD COLUMN contents bytea;
ALTER TABLE receipts ALTER COLUMN contents SET STORAGE EXTERNAL;
ALTER TABLE receipts ALTER COLUMN reply DROP NOT NULL;

-- As large as a row of one page may be. A partitioned table has no such setting: whoever makes a partition sets it
-- (ledger/jobs/partitions.ts).
DO $$
DECLARE
  month regclass;
BEGIN
  FOR month IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'receipts'::regclass LOOP
    EXECUTE format('ALTER TABLE %s SET (toast_tuple_target = 8160)', month);
  END LOOP;
END $$;
