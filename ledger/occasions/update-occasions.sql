-- What was due and is carried out now, or was done and is taken back; the rows are locked.
-- $1 text[] key  $2 text[] state  $3 bigint[] party  $4 text[] input  $5 text[] effects  $6 text[] reply
UPDATE occasions o
SET state = u.state, party = u.party, input = u.input, effects = u.effects, reply = u.reply
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
  AS u (key, state, party, input, effects, reply)
WHERE o.key = u.key
