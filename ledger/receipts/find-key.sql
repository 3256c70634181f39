-- $1 text till  $2 date business day  $3 text number  $4 text kind
SELECT receipt, fingerprint FROM receipt_keys WHERE till = $1 AND business_day = $2 AND number = $3 AND kind = $4
