-- Sales that were cancelled, attached to a member, or of which goods came back. The reply of the commit never changes.
-- $1 uuid[] id  $2 text[] state  $3 text[] returned  $4 bigint[] party  $5 uuid[] member  $6 bigint[] earned
-- $7 text[] attached  $8 text[] input  $9 text[] effects  $10 bytea[] contents
UPDATE receipts r
SET state = u.state, returned = u.returned, party = u.party, member = u.member, earned = u.earned,
    attached = u.attached, input = u.input, effects = u.effects, contents = u.contents
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::uuid[], $6::bigint[], $7::text[], $8::text[],
            $9::text[], $10::bytea[])
  AS u (id, state, returned, party, member, earned, attached, input, effects, contents)
WHERE r.id = u.id
