-- $1 uuid id  $2 bigint: so many are there
UPDATE coupon_batches SET made = greatest(made, $2) WHERE id = $1
