-- A member's card; the party is locked.
-- $1 uuid: member, $2 text: number
SELECT type, state FROM cards WHERE member = $1 AND number = $2 FOR UPDATE
