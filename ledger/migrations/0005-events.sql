-- Events by themselves: who looks for them must not read past every receipt of a day (ledger/outbox/read-early.sql).
CREATE INDEX outbox_events ON outbox (xid, id) WHERE body ? 'events';
