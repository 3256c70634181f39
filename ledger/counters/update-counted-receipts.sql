-- What a receipt has added to counters is kept with it, so that it is added once and taken back exactly.
-- $1 uuid[] id  $2 text[] effects
UPDATE receipts r SET effects = u.effects FROM unnest($1::uuid[], $2::text[]) AS u (id, effects) WHERE r.id = u.id
