-- What the baseline keeps of a receipt: its key and its body.
CREATE TABLE IF NOT EXISTS receipts (
  id           uuid PRIMARY KEY,
  till         text NOT NULL,
  number       text NOT NULL,
  card         text,
  redeemed     bigint NOT NULL,
  committed_at timestamptz NOT NULL,
  body         text NOT NULL,
  UNIQUE (till, number)
)
