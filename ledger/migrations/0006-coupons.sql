-- Coupons: campaigns, their codes, and the batches that codes were made in.

CREATE TABLE coupon_campaigns (
  code         text PRIMARY KEY,
  title        text,
  -- generic: codes that a marketer chooses, for everybody; unique: one code each; personal: each its member's.
  kind         text NOT NULL CHECK (kind IN ('generic', 'unique', 'personal')),
  state        text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'closed')),
  active_from  timestamptz,
  active_to    timestamptz,
  -- Of a generic campaign: its codes as the marketer wrote them.
  codes        text[] NOT NULL DEFAULT '{}',
  -- ISO 8601 duration that a code lives from its issue. Null: as long as the campaign.
  expire_after text,
  -- How often a code, a member, everybody together may use it. Null: as often as they like; a unique or personal code once.
  per_code     bigint CHECK (per_code > 0),
  per_member   bigint CHECK (per_member > 0),
  in_total     bigint CHECK (in_total > 0),
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now()
);

-- A code as rules/model/coupon-code.ts has it: in capitals, without spaces and hyphens. Its campaign is not a foreign key:
-- campaigns are never deleted, and looking each of a million rows up would take longer than writing them.
CREATE TABLE coupons (
  code        text PRIMARY KEY,
  campaign    text NOT NULL,
  member      uuid,
  state       text NOT NULL DEFAULT 'issued' CHECK (state IN ('issued', 'reserved', 'redeemed', 'expired', 'revoked')),
  -- How often it was used. The uses of a generic code are a budget: its row is not locked by receipts.
  used        bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
  -- By which hold it is reserved, and until when.
  hold        uuid,
  hold_until  timestamptz,
  -- The receipt that used it last, and when.
  receipt     uuid,
  redeemed_at timestamptz,
  -- The receipt or occasion that it was a reward of.
  issued_by   uuid,
  issued_at   timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz,
  CHECK ((state = 'reserved') = (hold IS NOT NULL AND hold_until IS NOT NULL))
) WITH (fillfactor = 90);
CREATE INDEX coupons_member ON coupons (member, issued_at) WHERE member IS NOT NULL;
CREATE INDEX coupons_expiring ON coupons (expires_at) WHERE state = 'issued' AND expires_at IS NOT NULL;

-- Codes that were asked for at once. Which they are follows from the id (ledger/coupons/codes.ts), so a batch that was cut
-- off is taken up again where it stopped, and a repetition is given the same codes.
CREATE TABLE coupon_batches (
  id          uuid PRIMARY KEY,
  campaign    text NOT NULL,
  -- Of what was asked for.
  fingerprint bytea NOT NULL,
  -- So many of them are there.
  made        bigint NOT NULL DEFAULT 0,
  issued_at   timestamptz NOT NULL,
  expires_at  timestamptz
);

-- Codes of coupons that a hold reserves: a hold may be of coupons alone.
ALTER TABLE holds ADD COLUMN coupons text[] NOT NULL DEFAULT '{}';
ALTER TABLE holds DROP CONSTRAINT IF EXISTS holds_points_check;
ALTER TABLE holds ADD CONSTRAINT holds_points_check CHECK (points >= 0);
