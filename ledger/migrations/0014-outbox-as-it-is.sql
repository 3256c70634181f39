-- What a batch tells the outbox, some kilobytes, is read within a second and gone after a day: it stays in its row as it
-- is, where it used to be compressed for that.
ALTER TABLE outbox SET (toast_tuple_target = 8160);
ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL;
