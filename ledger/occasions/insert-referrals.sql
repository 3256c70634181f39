-- $1 uuid[] member  $2 uuid[] referrer
INSERT INTO referrals (member, referrer)
SELECT r.member, r.referrer FROM unnest($1::uuid[], $2::uuid[]) AS r (member, referrer) ORDER BY r.member
