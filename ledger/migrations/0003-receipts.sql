-- Receipts, their keys, holds, transfers, campaign budgets and the outbox.

-- The key of a receipt, kept for good and never partitioned: it is what makes a commit happen exactly once.
-- A row without a receipt is a tombstone: cancelled before it arrived.
CREATE TABLE receipt_keys (
  till         text NOT NULL,
  business_day date NOT NULL,
  number       text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('sale', 'return')),
  fingerprint  bytea,
  receipt      uuid,
  PRIMARY KEY (till, business_day, number, kind)
);

-- A committed sale or return. The id is a UUIDv7, whose leading 48 bits are milliseconds: partitions are ranges of it,
-- so an id alone finds its partition. Lines are in the reply; nothing here repeats what the reply says.
CREATE TABLE receipts (
  id            uuid PRIMARY KEY,
  kind          text NOT NULL,
  state         text NOT NULL DEFAULT 'committed' CHECK (state IN ('committed', 'cancelled')),
  till          text NOT NULL,
  store         text NOT NULL,
  business_day  date NOT NULL,
  number        text NOT NULL,
  business_time timestamptz NOT NULL,
  committed_at  timestamptz NOT NULL,
  party         bigint,
  member        uuid,
  programme     text NOT NULL,
  version       integer NOT NULL,
  -- For a return: the sale it reverses. Null: a return without receipt.
  original      uuid,
  -- Sums for reports, minor units and points; a return's are what it gave back.
  gross         bigint NOT NULL,
  discount      bigint NOT NULL,
  redeemed      bigint NOT NULL,
  net           bigint NOT NULL,
  earned        bigint NOT NULL,
  -- What was answered, to the byte.
  reply         text NOT NULL,
  -- What was evaluated (rules/model/evaluation.ts, EvaluationInput): evaluating it again gives the same result.
  input         text,
  -- Which lots it made and spent, which limits it used: what a return reverses (ledger/receipts/effects.ts).
  effects       text NOT NULL,
  -- For a sale: what came back so far, by line (ledger/receipts/effects.ts). Null: nothing.
  returned      text
) PARTITION BY RANGE (id);
CREATE TABLE receipts_default PARTITION OF receipts DEFAULT;

-- One movement of points: from one account of the party, or of the house, to another. Never updated or deleted.
CREATE TABLE transfers (
  party   bigint NOT NULL,
  seq     bigint NOT NULL,
  at      timestamptz NOT NULL,
  debit   text NOT NULL,
  credit  text NOT NULL,
  amount  bigint NOT NULL CHECK (amount > 0),
  reason  text NOT NULL,
  -- The lot it moved, where it moved one; a lot is numbered by the transfer that made it.
  lot     bigint,
  rule    text,
  receipt uuid,
  CHECK (debit <> credit),
  PRIMARY KEY (party, seq, at)
) PARTITION BY RANGE (at);
CREATE TABLE transfers_default PARTITION OF transfers DEFAULT;

CREATE TABLE holds (
  id           uuid PRIMARY KEY,
  state        text NOT NULL CHECK (state IN ('code_pending', 'active', 'posted', 'voided', 'expired')),
  party        bigint NOT NULL,
  member       uuid NOT NULL,
  till         text NOT NULL,
  store        text NOT NULL,
  business_day date NOT NULL,
  number       text NOT NULL,
  -- Which points it keeps: [{lot, purse, points}].
  pins         jsonb NOT NULL,
  points       bigint NOT NULL CHECK (points > 0),
  posted       bigint NOT NULL DEFAULT 0,
  amount       bigint NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  -- As far as it can be extended.
  max_until    timestamptz NOT NULL,
  resolved_at  timestamptz,
  receipt      uuid,
  CHECK (posted <= points)
) WITH (fillfactor = 80);
CREATE INDEX holds_open ON holds (expires_at) WHERE state IN ('code_pending', 'active');
CREATE INDEX holds_party ON holds (party) WHERE state IN ('code_pending', 'active');

-- How much of a limit `by: rule` is used, over all members: a campaign's budget.
CREATE TABLE budgets (
  key  text PRIMARY KEY,
  used bigint NOT NULL
) WITH (fillfactor = 80);

-- What changed, one row a transaction: followers read it in the order of commits by `xid`, never past a transaction
-- that is still open (pg_snapshot_xmin), so nothing is missed and nothing is seen early.
CREATE TABLE outbox (
  xid  xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id   bigint GENERATED ALWAYS AS IDENTITY,
  at   timestamptz NOT NULL DEFAULT now(),
  -- {parties?: [[id, version]], receipts?: [id], events?: [{event, …}]}
  body jsonb NOT NULL,
  PRIMARY KEY (xid, id)
);

-- Where a follower that must not miss anything has got to.
CREATE TABLE outbox_cursors (
  follower text PRIMARY KEY,
  xid      xid8 NOT NULL,
  id       bigint NOT NULL
);
