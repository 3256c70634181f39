-- Whether a party is above a member: its own, that of its referrer, of the referrer's referrer, and so on, all members of
-- a household together.
-- $1 uuid: the member  $2 bigint: the party
WITH RECURSIVE above AS (
  SELECT m.party FROM members m WHERE m.id = $1
  UNION
  SELECT up.party
  FROM above
  JOIN members m ON m.party = above.party
  JOIN referrals r ON r.member = m.id
  JOIN members up ON up.id = r.referrer
)
SELECT EXISTS (SELECT FROM above WHERE above.party = $2) AS "isAbove"
