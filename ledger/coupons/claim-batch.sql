-- Begins a batch; one of the same id is taken up again as it is.
-- $1 uuid id  $2 text campaign  $3 bytea fingerprint  $4 float8 issued at  $5 float8 expires at, epoch ms
INSERT INTO coupon_batches AS b (id, campaign, fingerprint, issued_at, expires_at)
VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000))
ON CONFLICT (id) DO UPDATE SET made = b.made
RETURNING b.campaign, b.fingerprint, b.made, (extract(epoch FROM b.issued_at) * 1000)::bigint AS "issuedAt",
          (extract(epoch FROM b.expires_at) * 1000)::bigint AS "expiresAt"
