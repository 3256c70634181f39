-- Whatever in the whole database is not as it must be, a row each: the invariant, the party where there is one, what it
-- is about, and what is wrong. Reads everything once; run it in one snapshot.
-- $1 int: at most so many rows
WITH
party AS MATERIALIZED (
  SELECT id, seq, state::jsonb AS state, due_at FROM parties
),
purse AS MATERIALIZED (
  SELECT p.id AS party, u.key AS code,
         (u.value ->> 'posted')::numeric AS posted, (u.value ->> 'held')::numeric AS held,
         (u.value ->> 'pending')::numeric AS pending
  FROM party p, jsonb_each(p.state -> 'purses') u
),
lot AS MATERIALIZED (
  SELECT p.id AS party, (l ->> 'id')::bigint AS id, l ->> 'purse' AS purse, (l ->> 'remaining')::numeric AS remaining,
         (l ->> 'held')::numeric AS held, (l ->> 'activeAt')::numeric AS active_at, (l ->> 'expiresAt')::numeric AS expires_at,
         (l -> 'melt' ->> 'at')::numeric AS melts_at
  FROM party p, jsonb_array_elements(p.state -> 'lots') l
),
lots AS MATERIALIZED (
  SELECT party, purse AS code, sum(remaining) FILTER (WHERE active_at IS NULL) AS posted,
         sum(remaining) FILTER (WHERE active_at IS NOT NULL) AS pending, sum(held) AS held
  FROM lot GROUP BY party, purse
),
account AS MATERIALIZED (
  SELECT party, account, sum(amount) AS balance
  FROM (SELECT party, credit AS account, amount FROM transfers
        UNION ALL
        SELECT party, debit, -amount FROM transfers) both_sides
  GROUP BY party, account
),
-- What was on each of a party's own accounts after each of its transfers.
moment AS (
  SELECT party, account, seq, sum(amount) OVER (PARTITION BY party, account ORDER BY seq) AS balance
  FROM (SELECT party, seq, credit AS account, amount FROM transfers
        UNION ALL
        SELECT party, seq, debit, -amount FROM transfers) both_sides
  WHERE account NOT LIKE 'house:%'
),
numbered AS MATERIALIZED (
  SELECT party, count(*) AS transfers, count(DISTINCT seq) AS different, min(seq) AS first, max(seq) AS last
  FROM transfers GROUP BY party
),
pin AS MATERIALIZED (
  SELECT h.id AS hold, h.party, (p ->> 'lot')::bigint AS lot, p ->> 'purse' AS purse, (p ->> 'points')::numeric AS points
  FROM holds h, jsonb_array_elements(h.pins) p
  WHERE h.state IN ('active', 'code_pending')
),
found AS (
  -- I3: every transfer is between accounts that there are, so that all of them sum to zero.
  SELECT 'I3' AS invariant, party, account AS subject, 'there is no such account' AS detail
  FROM account
  WHERE account NOT IN ('debt', 'house:issued', 'house:redeemed', 'house:expired', 'house:returned', 'house:adjusted')
    AND account NOT LIKE 'purse:_%' AND account NOT LIKE 'pending:_%'
  UNION ALL
  SELECT 'I3', NULL, 'all accounts', format('sum to %s', sum(balance)) FROM account HAVING sum(balance) <> 0

  -- I4: what a purse says, what its lots have, and what was transferred.
  UNION ALL
  SELECT 'I4', party, 'purse ' || code,
         format('posted %s, its lots %s, its transfers %s', coalesce(u.posted, 0), coalesce(l.posted, 0), coalesce(a.balance, 0))
  FROM purse u
  FULL JOIN lots l USING (party, code)
  FULL JOIN (SELECT party, substr(account, 7) AS code, balance FROM account WHERE account LIKE 'purse:%') a
    USING (party, code)
  WHERE coalesce(u.posted, 0) <> coalesce(l.posted, 0) OR coalesce(u.posted, 0) <> coalesce(a.balance, 0)
  UNION ALL
  SELECT 'I4', party, 'purse ' || code,
         format('pending %s, its lots %s, its transfers %s', coalesce(u.pending, 0), coalesce(l.pending, 0), coalesce(a.balance, 0))
  FROM purse u
  FULL JOIN lots l USING (party, code)
  FULL JOIN (SELECT party, substr(account, 9) AS code, balance FROM account WHERE account LIKE 'pending:%') a
    USING (party, code)
  WHERE coalesce(u.pending, 0) <> coalesce(l.pending, 0) OR coalesce(u.pending, 0) <> coalesce(a.balance, 0)
  UNION ALL
  SELECT 'I4', party, 'purse ' || code,
         format('held %s, its lots %s, open holds %s', coalesce(u.held, 0), coalesce(l.held, 0), coalesce(h.held, 0))
  FROM purse u
  FULL JOIN lots l USING (party, code)
  FULL JOIN (SELECT party, purse AS code, sum(points) AS held FROM pin GROUP BY party, purse) h USING (party, code)
  WHERE coalesce(u.held, 0) <> coalesce(l.held, 0) OR coalesce(u.held, 0) <> coalesce(h.held, 0)
  UNION ALL
  SELECT 'I4', party, 'purse ' || code, format('posted %s, held %s, pending %s', posted, held, pending)
  FROM purse WHERE held < 0 OR posted < held OR pending < 0
  UNION ALL
  SELECT 'I4', party, 'lot ' || lot, format('held %s, open holds %s', l.held, h.held)
  FROM (SELECT party, id AS lot, held FROM lot WHERE held <> 0) l
  FULL JOIN (SELECT party, lot, sum(points) AS held FROM pin GROUP BY party, lot) h USING (party, lot)
  WHERE l.held IS DISTINCT FROM h.held
  UNION ALL
  SELECT 'I4', party, 'lot ' || id, format('%s left, of which %s held', remaining, held)
  FROM lot WHERE remaining <= 0 OR held < 0 OR held > remaining OR remaining % 1 <> 0
  UNION ALL
  SELECT 'I4', party, 'lot ' || id, 'is there more than once' FROM lot GROUP BY party, id HAVING count(*) > 1
  UNION ALL
  SELECT 'I4', l.party, 'lot ' || l.id, format('is of purse %s, and no transfer made it', l.purse)
  FROM lot l
  WHERE NOT EXISTS (
    SELECT FROM transfers t
    WHERE t.party = l.party AND t.seq = l.id AND t.lot = l.id AND t.reason IN ('accrue', 'restore', 'adjust')
      AND t.credit IN ('purse:' || l.purse, 'pending:' || l.purse))
  UNION ALL
  SELECT 'I4', p.id, 'debt', format('%s, its transfers %s', p.state ->> 'debt', -coalesce(a.balance, 0))
  FROM party p LEFT JOIN account a ON a.party = p.id AND a.account = 'debt'
  WHERE (p.state ->> 'debt')::numeric <> -coalesce(a.balance, 0) OR (p.state ->> 'debt')::numeric < 0

  -- I6: at no moment was more spent than there was, nor more repaid than was owed.
  UNION ALL
  SELECT 'I6', party, account, format('had %s after transfer %s', balance, seq)
  FROM (SELECT DISTINCT ON (party, account) * FROM moment
        WHERE CASE account WHEN 'debt' THEN balance > 0 ELSE balance < 0 END
        ORDER BY party, account, seq) wrong

  -- I5: a hold is resolved once, by a receipt that there is, for no more than its points, and not after its time.
  UNION ALL
  SELECT 'I5', party, 'hold ' || id,
         format('%s, %s of %s points posted, expired %s, resolved %s', state, posted, points, expires_at, resolved_at)
  FROM holds
  WHERE posted > points OR posted < 0
     OR (state = 'posted') <> (receipt IS NOT NULL AND (posted + certificate_posted > 0 OR coupons <> '{}'))
     OR (state IN ('active', 'code_pending')) <> (resolved_at IS NULL)
     OR (state = 'posted' AND resolved_at >= expires_at)
     OR expires_at > max_until
  UNION ALL
  SELECT 'I5', h.party, 'hold ' || h.id, format('keeps %s points in pins of %s', h.points, sum((p ->> 'points')::numeric))
  FROM holds h, jsonb_array_elements(h.pins) p GROUP BY h.id HAVING sum((p ->> 'points')::numeric) <> h.points
  UNION ALL
  SELECT 'I5', h.party, 'hold ' || h.id, format('was posted by receipt %s, which is not this party''s', h.receipt)
  FROM holds h LEFT JOIN receipts r ON r.id = h.receipt
  WHERE h.receipt IS NOT NULL AND (r.id IS NULL OR (h.party IS NOT NULL AND r.party IS DISTINCT FROM h.party))

  -- Certificates, as parties: what is on one is what was transferred; what is held, its open holds keep.
  UNION ALL
  SELECT 'I3', NULL, 'certificate ' || certificate, format('there is no account %s or %s', debit, credit)
  FROM certificate_transfers
  WHERE (debit = 'certificate') = (credit = 'certificate')
     OR NOT ARRAY[debit, credit] <@ ARRAY['certificate', 'house:issued', 'house:redeemed', 'house:expired', 'house:revoked']
  UNION ALL
  SELECT 'I4', NULL, 'certificate ' || code,
         format('%s of %s is on it, its transfers %s', coalesce(c.balance, 0), c.amount, coalesce(t.balance, 0))
  FROM certificates c
  FULL JOIN (SELECT certificate AS code, sum(CASE credit WHEN 'certificate' THEN amount ELSE -amount END) AS balance
             FROM certificate_transfers GROUP BY certificate) t USING (code)
  WHERE coalesce(c.balance, 0) <> coalesce(t.balance, 0) OR c.balance < c.held OR c.held < 0 OR c.balance > c.amount
     OR (c.state IN ('issued', 'spent') AND c.balance > 0) OR (c.state IN ('expired', 'revoked') AND c.balance > c.held)
  UNION ALL
  SELECT 'I4', NULL, 'certificate ' || code, format('%s held, open holds %s', coalesce(c.held, 0), coalesce(h.held, 0))
  FROM certificates c
  FULL JOIN (SELECT certificate AS code, sum(certificate_amount) AS held FROM holds
             WHERE certificate IS NOT NULL AND state IN ('active', 'code_pending') GROUP BY certificate) h USING (code)
  WHERE coalesce(c.held, 0) <> coalesce(h.held, 0)
  UNION ALL
  SELECT 'I6', r.party, 'receipt ' || r.id,
         format('certificates paid %s, transfers moved %s', coalesce(paid.amount, 0), coalesce(moved.amount, 0))
  FROM receipts r
  CROSS JOIN LATERAL (SELECT sum((c ->> 'amount')::numeric) AS amount
                      FROM jsonb_array_elements(r.effects::jsonb -> 'certificates') c) paid
  LEFT JOIN (SELECT receipt, sum(amount) AS amount FROM certificate_transfers WHERE reason = 'redeem' GROUP BY receipt) moved
    ON moved.receipt = r.id
  WHERE r.kind = 'sale' AND coalesce(paid.amount, 0) <> coalesce(moved.amount, 0)
  UNION ALL
  SELECT 'I6', NULL, 'certificate ' || code, format('had %s after transfer %s', balance, seq)
  FROM (SELECT DISTINCT ON (certificate) certificate AS code, seq, balance
        FROM (SELECT certificate, seq, sum(CASE credit WHEN 'certificate' THEN amount ELSE -amount END)
                                         OVER (PARTITION BY certificate ORDER BY seq) AS balance
              FROM certificate_transfers) each_moment
        WHERE balance < 0 ORDER BY certificate, seq) wrong
  UNION ALL
  SELECT 'I6', r.party, 'receipt ' || r.id, format('was cancelled, and certificate %s that it brought is %s', c.code, c.state)
  FROM receipts r
  CROSS JOIN LATERAL jsonb_array_elements_text(r.effects::jsonb -> 'issued') AS brought (code)
  JOIN certificates c ON c.code = brought.code
  WHERE r.kind = 'sale' AND r.state = 'cancelled' AND c.state <> 'revoked'
  UNION ALL
  SELECT 'I6', r.party, 'receipt ' || r.id, format('sold certificate %s, which is not active', c.code)
  FROM receipts r
  CROSS JOIN LATERAL jsonb_array_elements(r.effects::jsonb -> 'activated') AS sold
  JOIN certificates c ON c.code = sold ->> 'code'
  WHERE r.kind = 'sale' AND r.state = 'committed' AND r.returned IS NULL AND c.state = 'issued'
  UNION ALL
  SELECT 'I7', NULL, 'certificate ' || code, format('%s transfers from %s to %s; it has counted %s', t.transfers, t.first, t.last, c.seq)
  FROM certificates c
  FULL JOIN (SELECT certificate AS code, count(*) AS transfers, min(seq) AS first, max(seq) AS last
             FROM certificate_transfers GROUP BY certificate) t USING (code)
  WHERE coalesce(c.seq, 0) <> coalesce(t.transfers, 0) OR coalesce(t.first, 1) <> 1
     OR coalesce(t.last, 0) <> coalesce(t.transfers, 0)

  -- I5 of coupons: what is reserved is so by an open hold that names it; what is redeemed was used.
  UNION ALL
  SELECT 'I5', h.party, 'coupon ' || c.code, format('is reserved by hold %s, which is %s', c.hold, coalesce(h.state, 'not there'))
  FROM coupons c LEFT JOIN holds h ON h.id = c.hold AND c.code = ANY (h.coupons)
  WHERE c.state = 'reserved' AND h.state IS DISTINCT FROM 'active' AND h.state IS DISTINCT FROM 'code_pending'
  UNION ALL
  SELECT 'I5', NULL, 'coupon ' || code, format('is redeemed, and was used %s times', used) FROM coupons
  WHERE state = 'redeemed' AND used = 0
  -- Of a sale of which something has come back SQL cannot tell whether all of it has.
  UNION ALL
  SELECT 'I5', NULL, 'coupon ' || code,
         format('was used %s times, by %s receipts that stand and %s of which goods came back', coalesce(c.used, 0),
                coalesce(u.standing, 0), coalesce(u.in_part, 0))
  FROM coupons c
  FULL JOIN (SELECT code, count(*) FILTER (WHERE r.returned IS NULL) AS standing,
                    count(*) FILTER (WHERE r.returned IS NOT NULL) AS in_part
             FROM receipts r CROSS JOIN LATERAL jsonb_array_elements_text(r.effects::jsonb -> 'coupons') AS used (code)
             WHERE r.kind = 'sale' AND r.state = 'committed' GROUP BY code) u USING (code)
  WHERE coalesce(c.used, 0) NOT BETWEEN coalesce(u.standing, 0) AND coalesce(u.standing, 0) + coalesce(u.in_part, 0)
  UNION ALL
  SELECT 'I5', r.party, 'coupon ' || c.code, format('was brought by receipt %s, which was cancelled, and is %s', r.id, c.state)
  FROM coupons c JOIN receipts r ON r.id = c.issued_by
  WHERE r.state = 'cancelled' AND c.used = 0 AND c.state <> 'revoked'

  -- I6 of gifts to referrers: each stands with the purchase that brought it.
  UNION ALL
  SELECT 'I6', o.party, 'occasion ' || o.key, format('is %s, and receipt %s is %s', o.state, r.id, r.state)
  FROM receipts r JOIN occasions o ON o.key = r.effects::jsonb ->> 'gift'
  WHERE r.kind = 'sale' AND r.returned IS NULL
    AND (r.state = 'cancelled') <> (o.state IN ('back', 'undone'))

  -- I6: what a sale spent is what its points paid.
  UNION ALL
  SELECT 'I6', r.party, 'receipt ' || r.id, format('points paid %s, transfers moved %s', paid.points, coalesce(moved.points, 0))
  FROM receipts r
  CROSS JOIN LATERAL (SELECT coalesce(sum((l ->> 'points')::numeric), 0) AS points
                      FROM jsonb_array_elements(r.effects::jsonb -> 'redeemed') l) paid
  LEFT JOIN (SELECT receipt, sum(amount) AS points FROM transfers WHERE reason IN ('redeem', 'overdraw') GROUP BY receipt) moved
    ON moved.receipt = r.id
  WHERE r.kind = 'sale' AND paid.points <> coalesce(moved.points, 0)

  -- I6: what rules cost is what was paid for them, and comes back no more than once.
  UNION ALL
  SELECT 'I6', r.party, 'receipt ' || r.id, format('its rules cost %s, transfers moved %s', cost.units, coalesce(moved.units, 0))
  FROM receipts r
  CROSS JOIN LATERAL (SELECT coalesce(sum(coalesce((c ->> 'overdrawn')::numeric, 0) + (SELECT coalesce(sum((s ->> 'points')::numeric), 0)
                                                 FROM jsonb_array_elements(c -> 'shares') s)), 0) AS units
                      FROM jsonb_array_elements(coalesce(r.effects::jsonb -> 'costs', '[]')) c) cost
  LEFT JOIN (SELECT receipt, sum(amount) AS units FROM transfers WHERE reason = 'cost' GROUP BY receipt) moved
    ON moved.receipt = r.id
  WHERE r.kind = 'sale' AND cost.units <> coalesce(moved.units, 0)

  -- I7: the transfers of a party are numbered from 1 on, without gap or repeat.
  UNION ALL
  SELECT 'I7', p.id, 'transfers',
         format('%s, %s of them different, from %s to %s; the party has counted %s', coalesce(n.transfers, 0),
                coalesce(n.different, 0), n.first, n.last, p.seq)
  FROM party p LEFT JOIN numbered n ON n.party = p.id
  WHERE coalesce(n.transfers, 0) <> p.seq OR coalesce(n.different, 0) <> p.seq OR (p.seq > 0 AND (n.first <> 1 OR n.last <> p.seq))
  UNION ALL
  SELECT 'I7', n.party, 'transfers', 'there is no such party'
  FROM numbered n WHERE NOT EXISTS (SELECT FROM party p WHERE p.id = n.party)

  -- I1: a receipt has its key, a key its receipt.
  UNION ALL
  SELECT 'I1', r.party, 'receipt ' || r.id, format('%s %s of till %s on %s is not what its key says', r.kind, r.number, r.till, r.business_day)
  FROM receipts r LEFT JOIN receipt_keys k ON k.receipt = r.id
  WHERE k.receipt IS NULL OR (k.till, k.business_day, k.number, k.kind) <> (r.till, r.business_day, r.number, r.kind)
  UNION ALL
  SELECT 'I1', NULL, format('%s %s of till %s on %s', k.kind, k.number, k.till, k.business_day), format('receipt %s is not there', k.receipt)
  FROM receipt_keys k WHERE k.receipt IS NOT NULL AND NOT EXISTS (SELECT FROM receipts r WHERE r.id = k.receipt)
  UNION ALL
  SELECT 'I1', NULL, 'receipt ' || k.receipt, 'has more than one key'
  FROM receipt_keys k WHERE k.receipt IS NOT NULL GROUP BY k.receipt HAVING count(*) > 1

  -- I9: what came back is of a sale that stands (how much of each line: returned.ts).
  UNION ALL
  SELECT 'I9', r.party, 'receipt ' || r.id, 'was cancelled, and goods of it came back'
  FROM receipts r WHERE r.state = 'cancelled' AND r.returned IS NOT NULL
  UNION ALL
  SELECT 'I9', b.party, 'receipt ' || b.id, format('brought back goods of receipt %s, which is not a sale that there is', b.original)
  FROM receipts b LEFT JOIN receipts r ON r.id = b.original AND r.kind = 'sale'
  WHERE b.original IS NOT NULL AND r.id IS NULL

  -- I10: what was given back of a campaign's budget was taken from it.
  UNION ALL
  SELECT 'I10', NULL, 'budget ' || key, format('%s are used', used) FROM budgets WHERE used < 0

  -- I12: the sweeper finds every party that time changes.
  UNION ALL
  SELECT 'I12', p.id, 'due', format('%s, by its lots %s', p.due_at, to_timestamp(d.due / 1000))
  FROM party p
  LEFT JOIN (SELECT party, min(coalesce(active_at, CASE WHEN remaining > held THEN least(expires_at, melts_at) END)) AS due
             FROM lot GROUP BY party) d ON d.party = p.id
  WHERE p.due_at IS DISTINCT FROM to_timestamp(d.due / 1000)
)
SELECT invariant, party, subject, detail FROM found ORDER BY invariant, party, subject, detail LIMIT $1
