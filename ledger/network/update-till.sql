-- Changes of a till: a name that is absent stays, a title of null goes.
-- $1 text: code, $2 jsonb: {store?, title?}
UPDATE tills SET
  store = coalesce($2::jsonb ->> 'store', store),
  title = CASE WHEN $2::jsonb ? 'title' THEN $2::jsonb ->> 'title' ELSE title END
WHERE code = $1
RETURNING code, store, title, created_at AS "createdAt"
