-- What happens to members besides purchases: registrations, activities, birthdays, ended periods, new tiers, gifts to
-- whoever referred them.

-- An occasion happens once: its key is kept for good. What is 'due' was written with what brought it about and is still
-- to be carried out; what is 'back' was carried out and is to be taken back. See ledger/occasions/occasion-row.ts.
CREATE TABLE occasions (
  -- birthday/main/2026/<member>, activity/<credential>/<type>/<key>, referrer/<receipt> …
  key         text PRIMARY KEY,
  -- What its transfers name it by.
  id          uuid NOT NULL UNIQUE,
  happened    text NOT NULL,
  state       text NOT NULL DEFAULT 'done' CHECK (state IN ('due', 'done', 'back', 'undone')),
  member      uuid NOT NULL,
  -- Null as long as it is due.
  party       bigint,
  at          timestamptz NOT NULL,
  made_at     timestamptz NOT NULL DEFAULT now(),
  programme   text NOT NULL,
  version     integer NOT NULL,
  -- Of what was asked, where somebody asked for it.
  fingerprint bytea,
  -- What was evaluated, or what is to be given.
  input       text NOT NULL,
  effects     text,
  reply       text
);
CREATE INDEX occasions_waiting ON occasions (made_at) WHERE state IN ('due', 'back');

-- The occasion that points were moved for, where it was no receipt.
ALTER TABLE transfers ADD COLUMN occasion uuid;

-- Who referred whom; never changed.
CREATE TABLE referrals (
  member   uuid PRIMARY KEY REFERENCES members,
  referrer uuid NOT NULL REFERENCES members,
  at       timestamptz NOT NULL DEFAULT now()
);

-- Every phone that a member has ever had, as a keyed hash, with the first who had it: nobody is welcomed twice.
CREATE TABLE phones_known (
  hash   bytea PRIMARY KEY,
  member uuid NOT NULL,
  at     timestamptz NOT NULL DEFAULT now()
);

-- How far the birthdays of a day, or the parties of an ended period, have been gone through.
CREATE TABLE occasion_rounds (
  programme text NOT NULL,
  -- birthday, period:month …
  happens   text NOT NULL,
  -- The day, 2026-11-22, or the period that ended, 2026-Q3.
  round     text NOT NULL,
  -- The last one dealt with, as text; null: none yet.
  after     text,
  done      boolean NOT NULL DEFAULT false,
  PRIMARY KEY (programme, happens, round)
);

-- 1122 for 22 November: a year does not matter to a birthday.
CREATE INDEX members_birthday ON members ((extract(month FROM birth_date) * 100 + extract(day FROM birth_date)), id)
  WHERE birth_date IS NOT NULL;
