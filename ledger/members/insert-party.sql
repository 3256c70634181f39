-- A new party, without points.
-- $1 json: its state (ledger/parties/party.ts)
INSERT INTO parties (state) VALUES ($1) RETURNING id, version
