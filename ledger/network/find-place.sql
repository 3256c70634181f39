-- A till with its store.
-- $1 text: the till's code
SELECT t.code AS till, s.code, s.region, s.timezone, s.programme, s.attributes
FROM tills t JOIN stores s ON s.code = t.store
WHERE t.code = $1
