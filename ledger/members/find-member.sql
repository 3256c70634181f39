-- A member with all its cards.
-- $1 uuid: id
SELECT m.id, m.party, m.phone, m.email, m.name, m.birth_date AS "birthDate", m.attributes, m.favourites,
       m.registered_at AS "registeredAt",
       (SELECT coalesce(json_agg(json_build_object(
                 'number', c.number, 'type', c.type, 'state', c.state, 'replacedBy', c.replaced_by,
                 'issuedAt', to_char(c.issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
               ORDER BY c.issued_at, c.number), '[]')
        FROM cards c WHERE c.member = m.id) AS cards
FROM members m
WHERE m.id = $1
