-- Locks occasions that are there, in the order of their keys; their parties are locked.
-- $1 text[] keys
SELECT o.key, o.id, o.happened, o.state, o.member, o.party, (extract(epoch FROM o.at) * 1000)::bigint AS at, o.programme,
       o.version, o.fingerprint, o.input, o.effects, o.reply
FROM occasions o WHERE o.key = ANY ($1::text[]) ORDER BY o.key FOR UPDATE
