-- How many points were given to parties or taken from them within a day by those whom the limit binds.
-- $1 bigint[] parties
SELECT party, sum(abs(points))::bigint AS points FROM adjustments
WHERE party = ANY ($1::bigint[]) AND limited AND at > now() - interval '24 hours'
GROUP BY party
