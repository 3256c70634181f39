-- The chain: its stores and tills, who may call, and the programmes they price under.

CREATE TABLE programmes (
  code         text NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  -- SHA-256 of the canonical document, hex.
  hash         text NOT NULL,
  -- The document as it was sent, for people; and as it was parsed, for workers.
  source       text NOT NULL,
  document     jsonb NOT NULL,
  lint         jsonb NOT NULL,
  state        text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'revoked')),
  created_at   timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  revoked_at   timestamptz,
  PRIMARY KEY (code, version)
);

CREATE TABLE stores (
  code       text PRIMARY KEY,
  title      text,
  region     text,
  timezone   text NOT NULL,
  programme  text NOT NULL,
  attributes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tills (
  code       text PRIMARY KEY,
  store      text NOT NULL REFERENCES stores,
  title      text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tills_store ON tills (store);

CREATE TABLE access_keys (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- SHA-256 of the key; a key is 256 random bits, so a fast hash is enough.
  hash       bytea NOT NULL UNIQUE,
  role       text NOT NULL CHECK (role IN ('till', 'shop', 'call-centre', 'marketer', 'admin')),
  store      text REFERENCES stores,
  till       text REFERENCES tills,
  title      text,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  CHECK (role <> 'till' OR till IS NOT NULL),
  CHECK (role <> 'shop' OR store IS NOT NULL)
);

-- Things made once per installation, the signing key of quote tokens among them.
CREATE TABLE settings (
  name  text PRIMARY KEY,
  value text NOT NULL
);

-- Replies of writes that carry an Idempotency-Key, kept 30 days.
CREATE TABLE request_keys (
  credential  bigint NOT NULL,
  operation   text NOT NULL,
  key         text NOT NULL,
  fingerprint bytea NOT NULL,
  status      smallint NOT NULL,
  reply       text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (credential, operation, key)
);
CREATE INDEX request_keys_created ON request_keys USING brin (created_at);
