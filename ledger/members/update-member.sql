-- What a person may change of a member; the party is locked.
-- $1 uuid: id, $2 text: phone or null, $3 text: email or null, $4 text: name or null, $5 date: birth date or null,
-- $6 jsonb: attributes, $7 jsonb: favourites
UPDATE members SET
  phone = $2, email = $3, name = $4, birth_date = $5, attributes = $6, favourites = $7, updated_at = now()
WHERE id = $1
