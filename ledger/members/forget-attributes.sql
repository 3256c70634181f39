-- Takes names from the attributes that rules have set; the party is locked, and has a new version.
-- $1 bigint: party, $2 text[]: names
UPDATE parties
SET state = jsonb_set(state::jsonb, '{facts,attributes}', (state::jsonb #> '{facts,attributes}') - $2::text[])
WHERE id = $1 AND state::jsonb #> '{facts,attributes}' ?| $2::text[]
