-- Points given and taken by people: one member at a time, or many by a job.

-- Why, in the words of whoever did it.
ALTER TABLE transfers ADD COLUMN note text;

-- Each adjustment of one member, for good: the same request again is answered with its reply, and has no effect.
CREATE TABLE adjustments (
  id          uuid PRIMARY KEY,
  party       bigint NOT NULL,
  member      uuid NOT NULL,
  points      bigint NOT NULL CHECK (points <> 0),
  -- Whose key it was, and whether that key's role is bound by the limit of a day.
  credential  bigint NOT NULL,
  limited     boolean NOT NULL,
  fingerprint bytea NOT NULL,
  reply       text NOT NULL,
  at          timestamptz NOT NULL
);
CREATE INDEX adjustments_limited ON adjustments (party, at) WHERE limited;

-- Many at once; its states are in ledger/adjust/job.ts.
CREATE TABLE adjust_jobs (
  id          uuid PRIMARY KEY,
  state       text NOT NULL CHECK (state IN ('loading', 'running', 'done', 'undoing', 'undone')),
  programme   text NOT NULL,
  version     integer NOT NULL,
  -- Decides everything, moves nothing.
  dry         boolean NOT NULL,
  -- For rows that say none of their own.
  purse       text,
  reason      text NOT NULL,
  expires_at  timestamptz,
  credential  bigint,
  -- How far it has got: the last row that was dealt with, in the direction of its state.
  position    bigint NOT NULL DEFAULT 0,
  rows        bigint NOT NULL DEFAULT 0,
  applied     bigint NOT NULL DEFAULT 0,
  refused     bigint NOT NULL DEFAULT 0,
  given       bigint NOT NULL DEFAULT 0,
  taken       bigint NOT NULL DEFAULT 0,
  undone      bigint NOT NULL DEFAULT 0,
  -- Points that an undo brought back where they came from, and those it did not find any more.
  reversed    bigint NOT NULL DEFAULT 0,
  missing     bigint NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT now(),
  heard_at    timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX adjust_jobs_due ON adjust_jobs (state) WHERE state IN ('loading', 'running', 'undoing');
CREATE INDEX adjust_jobs_created ON adjust_jobs (created_at);

CREATE TABLE adjust_rows (
  job    uuid NOT NULL,
  -- Of the file, or of the segment in the order of its members' ids.
  row    bigint NOT NULL,
  state  text NOT NULL CHECK (state IN ('pending', 'applied', 'refused', 'undone')),
  -- As it was named: "card 2000000000017".
  name   text NOT NULL,
  member uuid,
  party  bigint,
  points bigint NOT NULL CHECK (points <> 0),
  purse  text,
  reason text,
  -- Why it was refused, or not undone whole.
  detail text,
  -- The lot it made, or the lots it took from (LotShare[]): what an undo goes by.
  lot    bigint,
  spent  jsonb,
  undone bigint,
  PRIMARY KEY (job, row)
) WITH (fillfactor = 70);
-- One member is adjusted once by a job.
CREATE UNIQUE INDEX adjust_rows_member ON adjust_rows (job, member) WHERE state <> 'refused';
