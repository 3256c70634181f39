-- Receipt keys that were there before the batch: of receipts sent again. What they say never changes, so they are not locked.
-- $1 text[] till  $2 date[] business day  $3 text[] number  $4 text[] kind
SELECT r.till, to_char(r.business_day, 'YYYY-MM-DD') AS "businessDay", r.number, r.kind, r.fingerprint, r.receipt
FROM receipt_keys r
JOIN unnest($1::text[], $2::date[], $3::text[], $4::text[]) AS k (till, business_day, number, kind)
  ON r.till = k.till AND r.business_day = k.business_day AND r.number = k.number AND r.kind = k.kind
