-- Of the numbers given, those that no card has.
-- $1 text[]: numbers
SELECT number FROM unnest($1::text[]) AS candidate (number)
WHERE NOT EXISTS (SELECT FROM cards c WHERE c.number = candidate.number)
