-- What is to be carried out or taken back, the oldest first.
-- $1 integer: how many at most  $2 integer: after so many
SELECT key, happened, state, member, (extract(epoch FROM at) * 1000)::bigint AS at, programme, version, input, effects
FROM occasions WHERE state IN ('due', 'back')
ORDER BY made_at, key
LIMIT $1 OFFSET $2
