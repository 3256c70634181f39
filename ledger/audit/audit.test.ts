/** Each invariant is broken by hand, and the auditor must say so: an auditor that finds nothing proves nothing. */
import t from 'tap';
import { bodyOf, noon, openShop } from '../committer/testing/shop.ts';
import { inTransaction } from '../database.ts';
import { audit, type Violation, violationsIn } from './audit.ts';

const day = 86_400_000;
const shop = await openShop(t);
const { pool, committer } = shop;

const ann = await shop.shopper();
await shop.give(ann, 500, { expiresAt: noon + day });
await shop.give(ann, 40, { purse: 'promo', activeAt: noon + day });
const hold = shop.hold(ann, 100);
await committer.submit(hold);
const posted = shop.hold(ann, 50);
await committer.submit(posted);
const sale = bodyOf(
  await shop.sell({ shopper: ann, amounts: [1000], number: posted.key.number, holds: [posted.id] }),
).id;
const returned = bodyOf(await committer.submit(await shop.return(sale, [[1, 500]]))).id;
const plain = bodyOf(await shop.sell({ amounts: [700], attributes: { budget: 1000 } })).id;
await committer.submit(await shop.cancel('never-seen'));

t.test('a ledger that nobody tampered with is in order', async (t) => {
  t.same(await audit(pool), []);
});

/** Every breach is made in a transaction of its own, looked for there, and rolled back. */
async function breach(...statements: string[]): Promise<Violation[]> {
  let found: Violation[] = [];
  const back = new Error('back');
  await inTransaction(pool, async (client) => {
    for (const statement of statements) await client.query(statement);
    found = await violationsIn(client);
    throw back;
  }).catch((error) => {
    if (error !== back) throw error;
  });
  return found;
}

const lots = (change: string) =>
  `UPDATE parties SET state = jsonb_set(state::jsonb, '{lots}', ${change}) WHERE id = ${ann.party}`;
const purses = (path: string, value: string) =>
  `UPDATE parties SET state = jsonb_set(state::jsonb, '{purses,${path}}', '${value}') WHERE id = ${ann.party}`;

const effects = (path: string, value: string, receipt: string) =>
  `UPDATE receipts SET effects = jsonb_set(effects::jsonb, '${path}', '${value}') WHERE id = '${receipt}'`;
const certificate = (state: string) =>
  `INSERT INTO certificates (code, state, amount, currency, issued_at) VALUES ('X', '${state}', 5, 'RUB', now())`;

const breaches: [what: string, statements: string[], invariant: string, message: RegExp][] = [
  ['an account nobody knows', [`UPDATE transfers SET credit = 'purse' WHERE seq = 1`], 'I3', /no such account/],
  [
    'a purse with a point too many',
    [purses('bonus,posted', '9999')],
    'I4',
    /posted 9999, its lots \d+, its transfers \d+/,
  ],
  ['a purse with a point pending too many', [purses('promo,pending', '41')], 'I4', /pending 41, its lots 40/],
  [
    'a purse that holds what no hold does',
    [purses('bonus,held', '101')],
    'I4',
    /held 101, its lots 100, open holds 100/,
  ],
  ['a purse below nothing', [purses('bonus,posted', '-1')], 'I4', /posted -1, held 100/],
  [
    'a hold that nobody pinned',
    [`UPDATE holds SET state = 'active', resolved_at = NULL, posted = 0, receipt = NULL WHERE id = '${posted.id}'`],
    'I4',
    /open holds 150/,
  ],
  [
    'a coupon that is reserved by nobody',
    [
      "INSERT INTO coupons (code, campaign, state, hold, hold_until) VALUES ('X', 'c', 'reserved', gen_random_uuid(), now())",
    ],
    'I5',
    /which is not there/,
  ],
  [
    'a coupon that was redeemed and not used',
    ["INSERT INTO coupons (code, campaign, state) VALUES ('X', 'c', 'redeemed')"],
    'I5',
    /was used 0 times/,
  ],
  [
    'a coupon that was used by no receipt',
    ["INSERT INTO coupons (code, campaign, state, used) VALUES ('X', 'c', 'redeemed', 1)"],
    'I5',
    /was used 1 times, by 0 receipts/,
  ],
  [
    'a coupon that a receipt has used and that can be used again',
    ["INSERT INTO coupons (code, campaign) VALUES ('X', 'c')", effects('{coupons}', '["X"]', plain)],
    'I5',
    /was used 0 times, by 1 receipts/,
  ],
  [
    'a coupon of a receipt that was cancelled',
    [
      `INSERT INTO coupons (code, campaign, issued_by) VALUES ('X', 'c', '${plain}')`,
      `UPDATE receipts SET state = 'cancelled' WHERE id = '${plain}'`,
    ],
    'I5',
    /was cancelled, and is issued/,
  ],
  [
    'a certificate of a receipt that was cancelled',
    [
      certificate('active'),
      effects('{issued}', '["X"]', plain),
      `UPDATE receipts SET state = 'cancelled' WHERE id = '${plain}'`,
    ],
    'I6',
    /was cancelled, and certificate X that it brought is active/,
  ],
  [
    'a certificate that was sold and has no money',
    [certificate('issued'), effects('{activated}', '[{"line": 1, "code": "X"}]', plain)],
    'I6',
    /sold certificate X, which is not active/,
  ],
  [
    'a certificate that was spent before it was paid for',
    [
      certificate('spent'),
      `INSERT INTO certificate_transfers (certificate, seq, at, debit, credit, amount, reason) VALUES
         ('X', 1, now(), 'certificate', 'house:redeemed', 5, 'redeem'), ('X', 2, now(), 'house:issued', 'certificate', 5, 'activate')`,
      "UPDATE certificates SET seq = 2 WHERE code = 'X'",
    ],
    'I6',
    /had -5 after transfer 1/,
  ],
  [
    'points that were spent before they were given',
    [
      `UPDATE transfers SET seq = 1000 WHERE seq = (SELECT min(seq) FROM transfers WHERE reason = 'redeem')`,
      'UPDATE transfers SET seq = -seq',
    ],
    'I6',
    /had -50 after transfer -1000/,
  ],
  [
    'a gift for a purchase that was cancelled',
    [
      `INSERT INTO occasions (key, id, happened, state, member, at, programme, version, input)
       VALUES ('referrer/X', gen_random_uuid(), 'gift', 'done', '${ann.member}', now(), 'main', 1, '{}')`,
      effects('{gift}', '"referrer/X"', plain),
      `UPDATE receipts SET state = 'cancelled' WHERE id = '${plain}'`,
    ],
    'I6',
    /is done, and receipt .* is cancelled/,
  ],
  [
    'a lot twice',
    [lots(`state::jsonb -> 'lots' || jsonb_build_array(state::jsonb -> 'lots' -> 0)`)],
    'I4',
    /more than once/,
  ],
  [
    'a lot out of nowhere',
    [lots(`state::jsonb -> 'lots' || '[{"id": 99, "purse": "bonus", "remaining": 1, "held": 0}]'`)],
    'I4',
    /no transfer made it/,
  ],
  ['an empty lot', [lots(`jsonb_set(state::jsonb -> 'lots', '{0,remaining}', '0')`)], 'I4', /0 left/],
  [
    'a debt nobody made',
    [`UPDATE parties SET state = jsonb_set(state::jsonb, '{debt}', '7') WHERE id = ${ann.party}`],
    'I4',
    /7, its transfers 0/,
  ],
  [
    'a hold posted late',
    [`UPDATE holds SET expires_at = resolved_at WHERE id = '${posted.id}'`],
    'I5',
    /posted, 50 of 50/,
  ],
  [
    'a hold posted without a receipt',
    [`UPDATE holds SET receipt = NULL WHERE id = '${posted.id}'`],
    'I5',
    /posted, 50 of 50/,
  ],
  [
    'a hold posted by another’s receipt',
    [`UPDATE receipts SET party = NULL WHERE id = '${sale}'`],
    'I5',
    /not this party/,
  ],
  [
    'a hold with other pins',
    [`UPDATE holds SET points = 51 WHERE id = '${posted.id}'`],
    'I5',
    /51 points in pins of 50/,
  ],
  [
    'a sale that spent less than it paid',
    [`UPDATE transfers SET receipt = NULL WHERE reason = 'redeem'`],
    'I6',
    /points paid 50, transfers moved 0/,
  ],
  ['a gap', [`UPDATE transfers SET seq = 99 WHERE seq = 2`], 'I7', /from 1 to 99/],
  ['a repeat', [`UPDATE transfers SET seq = 1, at = at + interval '1 s' WHERE seq = 2`], 'I7', /of them different/],
  ['a party that has not counted', [`UPDATE parties SET seq = 0 WHERE id = ${ann.party}`], 'I7', /has counted 0/],
  ['transfers of nobody', [`UPDATE transfers SET party = 999999`], 'I7', /no such party/],
  ['a receipt without key', [`DELETE FROM receipt_keys WHERE receipt = '${sale}'`], 'I1', /not what its key says/],
  [
    'a receipt with another’s key',
    [`UPDATE receipt_keys SET number = 'x' WHERE receipt = '${sale}'`],
    'I1',
    /not what its key says/,
  ],
  ['a key without receipt', [`DELETE FROM receipts WHERE id = '${returned}'`], 'I1', /is not there/],
  [
    'two keys',
    [`INSERT INTO receipt_keys VALUES ('t', '2026-01-01', '1', 'sale', NULL, '${sale}')`],
    'I1',
    /more than one key/,
  ],
  [
    'more back than was sold',
    [`UPDATE receipts SET returned = '{"1": 1001}' WHERE id = '${sale}'`],
    'I9',
    /1001 of line 1 has come back, 1000 was sold/,
  ],
  [
    'a line back that was not sold',
    [`UPDATE receipts SET returned = '{"7": 1}' WHERE id = '${sale}'`],
    'I9',
    /1 of line 7/,
  ],
  ['cancelled and returned', [`UPDATE receipts SET state = 'cancelled' WHERE id = '${sale}'`], 'I9', /was cancelled/],
  [
    'a return of nothing',
    [`UPDATE receipts SET original = '${returned}' WHERE id = '${returned}'`],
    'I9',
    /not a sale/,
  ],
  ['a budget below nothing', ['UPDATE budgets SET used = -1'], 'I10', /-1 are used/],
  [
    'a party the sweeper does not find',
    [`UPDATE parties SET due_at = NULL WHERE id = ${ann.party}`],
    'I12',
    /by its lots/,
  ],
];

for (const [what, statements, invariant, message] of breaches) {
  t.test(what, async (t) => {
    const found = await breach(...statements);
    t.ok(
      found.some((violation) => violation.invariant === invariant && message.test(violation.detail)),
      `${invariant} ${message}`,
      { found },
    );
  });
}

t.test('and all was put back', async (t) => {
  t.same(await audit(pool), []);
});
