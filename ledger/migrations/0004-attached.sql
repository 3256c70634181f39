-- A receipt that was attached to a member keeps the reply of its commit, which is sent again to the byte, and has this
-- one besides: with the points that the member earned by it.
ALTER TABLE receipts ADD COLUMN attached text;
