-- Reference data that is uploaded whole: lists of goods, segments of members, personal prices.

-- One upload (ledger/reference/upload.ts has its states). Its rows name it by `id`, and never change once they are there:
-- what was read of a version stays true for as long as it is kept.
CREATE TABLE reference_versions (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('list', 'segment', 'personal-prices')),
  code        text NOT NULL,
  -- Numbered from 1 for each code, as it becomes current.
  version     integer,
  state       text NOT NULL DEFAULT 'arriving' CHECK (state IN ('arriving', 'current', 'replaced', 'gone', 'abandoned')),
  -- Rows that have arrived so far; once current, those that are kept.
  count       integer NOT NULL DEFAULT 0,
  began_at    timestamptz NOT NULL DEFAULT now(),
  heard_at    timestamptz NOT NULL DEFAULT now(),
  current_at  timestamptz,
  replaced_at timestamptz,
  UNIQUE (kind, code, version)
);
CREATE UNIQUE INDEX reference_versions_current ON reference_versions (kind, code) WHERE state = 'current';
-- What a job has something to do about.
CREATE INDEX reference_versions_due ON reference_versions (state) WHERE state IN ('arriving', 'replaced', 'abandoned');

-- No foreign keys: a row is written and deleted by its version alone, and a million look-ups would tell nothing new.
CREATE TABLE list_skus (
  version integer NOT NULL,
  sku     text NOT NULL,
  PRIMARY KEY (version, sku)
);

CREATE TABLE segment_members (
  version integer NOT NULL,
  member  uuid NOT NULL,
  PRIMARY KEY (version, member)
);

-- Wall-clock times of the store that sells.
CREATE TABLE personal_prices (
  version    integer NOT NULL,
  member     uuid NOT NULL,
  sku        text NOT NULL,
  -- Of the file: of two rows the later one prevails, see ledger/reference/sql/find-prices.sql.
  line       integer NOT NULL,
  -- Hundredths of a percent; minor units off each unit; minor units for a unit.
  percent    integer,
  amount     bigint,
  price      bigint,
  valid_from timestamp,
  valid_to   timestamp,
  CHECK (num_nonnulls(percent, amount, price) = 1),
  PRIMARY KEY (version, member, sku, line)
);
