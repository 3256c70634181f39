-- New cards of a member, issued one after another: clock_timestamp() keeps their order.
-- $1 uuid: member, $2 text[]: numbers, $3 text[]: types
INSERT INTO cards (number, member, type, issued_at)
SELECT number, $1, type, clock_timestamp() FROM unnest($2::text[], $3::text[]) AS new (number, type)
