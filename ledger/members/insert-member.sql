-- A new member.
-- $1 uuid: id, $2 bigint: party, $3 text: phone or null, $4 text: email or null, $5 text: name or null, $6 date: birth
-- date or null, $7 jsonb: attributes, $8 jsonb: favourites, $9 timestamptz: registered at, or null for now
INSERT INTO members (id, party, phone, email, name, birth_date, attributes, favourites, registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()))
