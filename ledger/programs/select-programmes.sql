-- All programmes: their current and newest versions.
-- $1 text: only this code, or null
SELECT code, max(version) AS newest,
       (array_agg(version ORDER BY published_at DESC) FILTER (WHERE state = 'published'))[1] AS current
FROM programmes
WHERE $1::text IS NULL OR code = $1
GROUP BY code
ORDER BY code
