-- $1 text: programme  $2 integer: its version, which must be the one in force  $3 text[]: what happens under it
DELETE FROM occasion_rounds
WHERE programme = $1 AND happens <> ALL ($3::text[])
  AND $2::integer = (SELECT version FROM programmes WHERE code = $1 AND state = 'published'
                     ORDER BY published_at DESC NULLS LAST LIMIT 1)
