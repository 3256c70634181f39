-- Ends a transaction that was decided without locks, on a party that somebody else has changed meanwhile. A batch calls it
-- where fewer of its parties are as it knew them than it has.
CREATE FUNCTION party_changed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'TG001', MESSAGE = 'a party has changed since a batch was decided on it';
END $$;
