-- Gift certificates: money that whoever knows the code may spend, each an account with transfers of its own.

CREATE TABLE certificates (
  -- In its normal form (ledger/certificates/code.ts).
  code         text PRIMARY KEY,
  state        text NOT NULL CHECK (state IN ('issued', 'active', 'spent', 'expired', 'revoked')),
  -- What it is good for, minor units; on it (balance) there is money only once it has been activated.
  amount       bigint NOT NULL CHECK (amount > 0),
  balance      bigint NOT NULL DEFAULT 0,
  -- Of the balance, kept by open holds.
  held         bigint NOT NULL DEFAULT 0,
  currency     text NOT NULL,
  -- The number of its last transfer; they are numbered without gap or repeat.
  seq          bigint NOT NULL DEFAULT 0,
  -- Whom it was given to, where that is known; whoever has the code may spend it.
  member       uuid,
  -- An ISO 8601 duration from its activation; then expires_at is known.
  expire_after text,
  expires_at   timestamptz,
  issued_at    timestamptz NOT NULL,
  activated_at timestamptz,
  CHECK (held >= 0 AND balance >= held AND balance <= amount)
) WITH (fillfactor = 80);
CREATE INDEX certificates_due ON certificates (expires_at) WHERE state = 'active' AND balance > held;

-- One movement of a certificate's money. Never updated or deleted.
CREATE TABLE certificate_transfers (
  certificate text NOT NULL,
  seq         bigint NOT NULL,
  at          timestamptz NOT NULL,
  debit       text NOT NULL,
  credit      text NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  reason      text NOT NULL,
  receipt     uuid,
  CHECK (debit <> credit),
  PRIMARY KEY (certificate, seq)
);

-- A hold may keep a certificate's money beside points, or alone; then it needs no member.
ALTER TABLE holds
  ALTER COLUMN party DROP NOT NULL,
  ALTER COLUMN member DROP NOT NULL,
  DROP CONSTRAINT IF EXISTS holds_points_check,
  ADD COLUMN certificate text,
  ADD COLUMN certificate_amount bigint NOT NULL DEFAULT 0,
  ADD COLUMN certificate_posted bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT holds_points CHECK (points >= 0 AND (points = 0 OR (party IS NOT NULL AND member IS NOT NULL))),
  ADD CONSTRAINT holds_certificate
    CHECK ((certificate IS NOT NULL) = (certificate_amount > 0) AND certificate_posted BETWEEN 0 AND certificate_amount);
