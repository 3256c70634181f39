-- A card's new state.
-- $1 text: number, $2 text: active, blocked or replaced, $3 text: the number that replaces it, or null
UPDATE cards SET state = $2, replaced_by = $3 WHERE number = $1
