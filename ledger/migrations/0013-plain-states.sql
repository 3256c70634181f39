-- A party's state is read and written whole, by every receipt. As json it is kept as it was sent; as jsonb its numbers and
-- names were taken apart to be stored, and put together to be read: an eighth of what a receipt costs here.
-- Who asks into it (the audit, the back office) casts it.
ALTER TABLE parties ALTER COLUMN state TYPE json;
