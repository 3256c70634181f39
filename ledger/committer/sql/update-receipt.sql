-- A sale that was cancelled, attached to a member, or of which goods came back.
-- $1 uuid id  $2 text state  $3 text returned  $4 bigint party  $5 uuid member  $6 bigint earned  $7 text reply
-- $8 text input  $9 text effects
UPDATE receipts
SET state = $2, returned = $3, party = $4, member = $5, earned = $6, reply = $7, input = $8, effects = $9
WHERE id = $1
