-- Parties with what rules may know of their members, as they stand now.
-- $1 bigint[]: ids of parties
SELECT p.id AS party, p.version, p.seq, p.state::text AS text,
       coalesce(m.members, '[]') AS members
FROM parties p
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object(
           'id', m.id,
           'birthDate', m.birth_date,
           'attributes', m.attributes,
           'favourites', m.favourites,
           'registeredAt', to_char(m.registered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'cards', (SELECT coalesce(json_agg(DISTINCT c.type ORDER BY c.type), '[]')
                     FROM cards c WHERE c.member = m.id AND c.state = 'active'))
         ORDER BY m.id) AS members
  FROM members m WHERE m.party = p.id
) m ON true
WHERE p.id = ANY ($1::bigint[])
ORDER BY p.id
