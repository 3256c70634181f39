-- Who has a birthday, in the order of their ids: by an index of month and day (members_birthday), each day by itself, so
-- that a page is read and not all of the day.
-- $1, $2 numeric: two days, 1122 for 22 November  $3 uuid: only those after it  $4 integer: how many at most
SELECT born.member, born.party
FROM (
  (SELECT id AS member, party FROM members
   WHERE birth_date IS NOT NULL AND extract(month FROM birth_date) * 100 + extract(day FROM birth_date) = $1 AND id > $3
   ORDER BY id LIMIT $4)
  UNION
  (SELECT id, party FROM members
   WHERE birth_date IS NOT NULL AND extract(month FROM birth_date) * 100 + extract(day FROM birth_date) = $2 AND id > $3
   ORDER BY id LIMIT $4)
) AS born
ORDER BY born.member
LIMIT $4
