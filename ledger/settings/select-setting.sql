-- $1 text: name
SELECT value FROM settings WHERE name = $1
