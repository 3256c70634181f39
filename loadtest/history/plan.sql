-- A schema of its own, dropped at the end, with what the chunks are made from: the members in a row, the receipts that
-- serve as patterns, and when everything happened. `planned` says of each receipt who bought it, when, like which pattern.
-- One that was left behind goes.
DROP SCHEMA IF EXISTS history CASCADE;
CREATE SCHEMA history;

CREATE UNLOGGED TABLE history.member (
  n      bigint PRIMARY KEY,
  party  bigint NOT NULL,
  member uuid NOT NULL,
  -- The party's last transfer before the history.
  seq    bigint NOT NULL
);
INSERT INTO history.member (n, party, member, seq)
SELECT row_number() OVER (ORDER BY p.id) - 1, p.id, m.id, p.seq
FROM (SELECT DISTINCT ON (party) party, id FROM members ORDER BY party, id) m JOIN parties p ON p.id = m.party;

CREATE UNLOGGED TABLE history.pattern (
  k         bigint PRIMARY KEY,
  till      text NOT NULL,
  store     text NOT NULL,
  timezone  text NOT NULL,
  programme text NOT NULL,
  version   integer NOT NULL,
  gross     bigint NOT NULL,
  discount  bigint NOT NULL,
  net       bigint NOT NULL,
  earned    bigint NOT NULL,
  -- In pieces, between which come: the id, the time of commit and the business time, six bytes; the number of each lot.
  contents  bytea[] NOT NULL,
  effects   text[] NOT NULL,
  -- Of each lot it made, in order.
  purses    text[] NOT NULL,
  rules     text[] NOT NULL,
  points    bigint[] NOT NULL
);

-- One row.
CREATE UNLOGGED TABLE history.plan (
  receipts bigint NOT NULL,
  members  bigint NOT NULL,
  patterns bigint NOT NULL,
  -- Lots that every pattern makes. Each is accrued and expires: two transfers.
  lots     bigint NOT NULL,
  -- Epoch ms.
  since    bigint NOT NULL,
  until    bigint NOT NULL,
  -- How long a lot lasts: less than a member stays away, so that transfers are numbered in the order of time.
  lasts    bigint NOT NULL
);

-- UUIDv7: 48 bits of milliseconds; the rest is any number, always the same for the same receipt.
CREATE FUNCTION history.id_of(i bigint, at bigint) RETURNS uuid IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT (lpad(to_hex(at), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid
$$;

-- The receipts from $1 to $2, numbered from 0 in the order of time.
CREATE FUNCTION history.planned(first bigint, last bigint)
RETURNS TABLE (i bigint, id uuid, at bigint, party bigint, member uuid, seq bigint, k bigint) STABLE LANGUAGE sql AS $$
  SELECT r.i, history.id_of(r.i, r.at), r.at, m.party, m.member, m.seq + (r.i / p.members) * 2 * p.lots, (r.i * 7919) % p.patterns
  FROM history.plan p
  CROSS JOIN LATERAL (
    SELECT i, p.since + ((p.until - p.since)::float8 * i / p.receipts)::bigint AS at FROM generate_series($1, $2) AS i
  ) r
  JOIN history.member m ON m.n = r.i % p.members
$$;
