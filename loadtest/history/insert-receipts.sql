-- $1 bigint: the first  $2 bigint: the last
INSERT INTO receipts (id, kind, till, store, business_day, number, business_time, committed_at, party, member, programme,
                      version, gross, discount, redeemed, net, earned, contents, effects)
SELECT r.id, 'sale', p.till, p.store, (to_timestamp(r.at / 1000.0) AT TIME ZONE p.timezone)::date, 'h' || r.i,
       to_timestamp(r.at / 1000.0), to_timestamp(r.at / 1000.0), r.party, r.member, p.programme, p.version, p.gross,
       p.discount, 0, p.net, p.earned,
       p.contents[1] || r.id::text::bytea || p.contents[2]
         || to_char(to_timestamp(r.at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')::bytea || p.contents[3]
         || substr(int8send(r.at), 3) || p.contents[4],
       (SELECT string_agg(part || CASE WHEN place <= cardinality(p.points) THEN (r.seq + place)::text ELSE '' END, '' ORDER BY place)
        FROM unnest(p.effects) WITH ORDINALITY AS e (part, place))
FROM history.planned($1, $2) r JOIN history.pattern p USING (k)
ORDER BY r.i
