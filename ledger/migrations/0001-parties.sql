-- Parties, their members and cards, and the points each party has.

-- A party is the unit of serialisation: a household, a company or a single member. Whoever changes anything about it
-- locks this row and bumps its version, so that an evaluation made outside the lock knows whether it is still true.
CREATE TABLE parties (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version bigint NOT NULL DEFAULT 1,
  -- The number of the party's last transfer; transfers of a party are numbered without gap or repeat.
  seq     bigint NOT NULL DEFAULT 0,
  -- Purses, open lots, debt and what the rules keep of it (ledger/parties/party.ts).
  state   jsonb  NOT NULL,
  -- When the sweeper has something to do here: the earliest activation or expiry of a lot. Null: nothing.
  due_at  timestamptz
) WITH (fillfactor = 80);
CREATE INDEX parties_due ON parties (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE members (
  id            uuid PRIMARY KEY,
  party         bigint NOT NULL REFERENCES parties,
  -- E.164, +79161234567.
  phone         text UNIQUE,
  email         text,
  name          text,
  birth_date    date,
  attributes    jsonb NOT NULL DEFAULT '{}',
  favourites    jsonb NOT NULL DEFAULT '{}',
  registered_at timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX members_party ON members (party);

CREATE TABLE cards (
  number      text PRIMARY KEY,
  member      uuid NOT NULL REFERENCES members,
  type        text NOT NULL,
  state       text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'blocked', 'replaced')),
  replaced_by text REFERENCES cards,
  issued_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cards_member ON cards (member);
