-- Gives claimed keys back: a refused receipt may be corrected and sent again.
-- $1 text[] till  $2 date[] business day  $3 text[] number  $4 text[] kind
DELETE FROM receipt_keys r
USING unnest($1::text[], $2::date[], $3::text[], $4::text[]) AS k (till, business_day, number, kind)
WHERE r.till = k.till AND r.business_day = k.business_day AND r.number = k.number AND r.kind = k.kind
