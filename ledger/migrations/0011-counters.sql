-- How far the counters of a programme have been counted from the receipts there are (ledger/counters/recount.ts).
CREATE TABLE counter_recounts (
  programme    text PRIMARY KEY,
  state        text NOT NULL CHECK (state IN ('running', 'done')),
  -- Keys of the counters that the version in force has.
  keys         text[] NOT NULL,
  -- The publication that it counts for.
  version      integer NOT NULL,
  published_at timestamptz NOT NULL,
  -- Receipts up to this one have been looked at.
  cursor       uuid NOT NULL,
  looked_at    bigint NOT NULL DEFAULT 0,
  counted      bigint NOT NULL DEFAULT 0,
  started_at   timestamptz NOT NULL DEFAULT now(),
  caught_up_at timestamptz
);
