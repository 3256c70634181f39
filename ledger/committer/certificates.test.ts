/** Gift certificates at tills: held, paid with in parts, given back, sold, expired and revoked. */

import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { changeCertificate, issueCertificates } from '../certificates/change.ts';
import { randomCertificate } from '../certificates/code.ts';
import { readCertificates } from '../certificates/rows.ts';
import { inTransaction } from '../database.ts';
import { sweepCertificates } from '../jobs/expire-certificates.ts';
import { sweep } from '../jobs/sweeper.ts';
import type { HoldCommand } from './commands.ts';
import { bodyOf, noon, openShop, wordOf } from './testing/shop.ts';

const shop = await openShop(t);
const { committer, pool } = shop;
const dayMs = 86_400_000;

async function certificate(amount: number, more: { expiresAt?: number; issuedOnly?: boolean } = {}): Promise<string> {
  const code = randomCertificate();
  const { expiresAt, issuedOnly = false } = more;
  const terms = { amount, currency: 'RUB', ...(expiresAt !== undefined && { expiresAt }) };
  const active = issuedOnly ? undefined : expiresAt === undefined ? {} : { expiresAt };
  await inTransaction(pool, (client) => issueCertificates(client, [code], terms, { now: noon, active }));
  return code;
}

/** "state balance held" of a certificate, as Postgres has it. */
async function standing(code: string): Promise<string> {
  const [row] = await readCertificates(pool, [code]);
  return `${row?.state} ${row?.balance} ${row?.held}`;
}

function hold(code: string, amount: number, more: Partial<HoldCommand> = {}): HoldCommand {
  const { party: _, member: __, ...nobody } = shop.hold({ party: 0, member: '' }, 1);
  return { ...nobody, redeem: [], certificate: { code, amount, currency: 'RUB' }, ...more };
}

const change = (kind: 'hold-void' | 'hold-extend' | 'hold-expire', { id, certificate }: HoldCommand, ttlMs?: number) =>
  committer.submit({
    kind,
    hold: id,
    ...(certificate !== undefined && { certificate: certificate.code }),
    ...(ttlMs !== undefined && { ttlMs }),
  });

/** Pays a receipt of these amounts with holds. */
const pay = (amounts: readonly number[], holds: readonly HoldCommand[], more: object = {}) =>
  sellWith({ amounts, holds: holds.map(({ id }) => id), number: holds[0]?.key.number ?? 'n', ...more }, holds);

async function sellWith(asked: Parameters<typeof shop.sale>[0], holds: readonly HoldCommand[]) {
  const certificates = holds.flatMap(({ certificate }) => certificate?.code ?? []);
  return committer.submit({ ...(await shop.sale(asked)), certificates });
}

t.test('hold 300 of 1000 → 700 to spend; post → 700 on it, net is not lowered', async (t) => {
  const code = await certificate(1000);
  const held = hold(code, 300);
  t.match(bodyOf(await committer.submit(held)), { state: 'active', balance: 700 });
  t.equal(await standing(code), 'active 1000 300');
  t.equal(wordOf(await committer.submit(held)), 'replayed');
  const sold = bodyOf(await pay([1000], [held]));
  t.match(sold, { totals: { net: 1000, redeemed: 0 }, certificates: [{ code, amount: 300, balance: 700 }] });
  t.equal(await standing(code), 'active 700 0');
  t.equal(wordOf(await change('hold-void', held)), 'hold_resolved');
});

t.test('all of it → spent; more than is there → refused', async (t) => {
  const code = await certificate(1000);
  const held = hold(code, 1000);
  await committer.submit(held);
  t.equal(wordOf(await committer.submit(hold(code, 1))), 'certificate_insufficient');
  bodyOf(await pay([1000], [held]));
  t.equal(await standing(code), 'spent 0 0');
  t.equal(wordOf(await committer.submit(hold(code, 1))), 'certificate_not_usable');
});

const refusals = [
  ['nobody knows it', async () => hold('UNHEARD', 1), 'certificate_not_found'],
  ['not activated', async () => hold(await certificate(10, { issuedOnly: true }), 1), 'certificate_not_usable'],
  ['its time is over', async () => hold(await certificate(10, { expiresAt: noon }), 1), 'certificate_not_usable'],
  [
    'another currency',
    async () => hold('', 1, { certificate: { code: await certificate(10), amount: 1, currency: 'EUR' } }),
    'certificate_not_usable',
  ],
] as const;
for (const [name, asked, code] of refusals) {
  t.test(`${name} → ${code}`, async (t) => t.equal(wordOf(await committer.submit(await asked())), code));
}

t.test('two holds of one certificate, points in the same hold, one void, one posted in part', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100);
  const code = await certificate(1000);
  const first = hold(code, 400);
  const { key } = first;
  const both = hold(code, 500, { ...ann, key, redeem: [{ points: 100 }] });
  await committer.submit(first);
  t.match(bodyOf(await committer.submit(both)), { points: 100, balance: 100 });
  t.equal(await standing(code), 'active 1000 900');
  t.equal(wordOf(await change('hold-extend', first, 1000)), 'done');
  t.equal(wordOf(await change('hold-void', first)), 'done');
  t.equal(await standing(code), 'active 1000 500');
  const sold = bodyOf(await pay([400], [both], { shopper: ann }));
  t.match(sold, { totals: { net: 300, redeemed: 100 }, certificates: [{ amount: 300, balance: 700 }] });
  t.equal(await standing(code), 'active 700 0', 'what it did not need is let go');
});

t.test('the hold of another receipt is not this one’s', async (t) => {
  const held = hold(await certificate(100), 100);
  await committer.submit(held);
  t.equal(wordOf(await pay([100], [held], { number: 'other' })), 'hold_mismatch');
});

t.test('a hold that lapsed: refused, or where the customer has paid, what is there', async (t) => {
  const code = await certificate(1000);
  const lapsed = hold(code, 600, { ttlMs: -1 });
  await committer.submit(lapsed);
  t.equal(wordOf(await pay([600], [lapsed])), 'hold_expired');
  await sweep({ database: pool, submit: (command) => committer.submit(command) }, noon);
  t.equal(await standing(code), 'active 1000 0');
  const other = hold(code, 700);
  await committer.submit(other);
  shop.alerts.length = 0;
  const sold = bodyOf(await pay([600], [lapsed], { charged: [{ line: 1, net: 600 }] }));
  t.match(sold.certificates, [{ code, amount: 300, balance: 0 }], 'what another hold keeps is not touched');
  t.match(shop.alerts, [{ context: { certificate: code, amount: 300 } }]);
  t.equal(await standing(code), 'active 700 700');
  bodyOf(await pay([700], [other]));
  t.equal(await standing(code), 'spent 0 0');
});

t.test('returned in any split: the certificate’s share of each refund goes back to it', async (t) => {
  const code = await certificate(300);
  const held = hold(code, 300);
  await committer.submit(held);
  const sold = bodyOf(await pay([333, 667], [held]));
  t.equal(await standing(code), 'spent 0 0');
  const first = bodyOf(await committer.submit(await shop.return(sold.id, [[1, 1000]])));
  t.match(first, { refund: 333, certificates: [{ code, amount: 99, balance: 99 }] });
  const second = bodyOf(await committer.submit(await shop.return(sold.id, [[2, 500]])));
  t.match(second, { refund: 333, certificates: [{ code, amount: 100, balance: 199 }] });
  const dry = bodyOf(await committer.submit(await shop.return(sold.id, [[2, 500]], { dry: true })));
  t.match(dry, { refund: 334, certificates: [{ code, amount: 101, balance: 300 }] });
  t.equal(await standing(code), 'active 199 0', 'dry: nothing is written');
  bodyOf(await committer.submit(await shop.return(sold.id, [[2, 500]])));
  t.equal(await standing(code), 'active 300 0');
});

t.test('two certificates: the one that paid last is given back first; a cancel gives all back', async (t) => {
  const [one, two] = [await certificate(100), await certificate(200)];
  const first = hold(one, 100);
  const second = hold(two, 200, { key: first.key });
  await committer.submit(first);
  await committer.submit(second);
  const sold = bodyOf(await pay([300, 300], [first, second]));
  const back = bodyOf(await committer.submit(await shop.return(sold.id, [[1, 1000]])));
  t.match(back.certificates, [{ code: two, amount: 150, balance: 150 }]);
  const third = hold(one, 1, { key: shop.keyOf() });
  t.equal(wordOf(await committer.submit(third)), 'certificate_not_usable');
  bodyOf(await committer.submit(await shop.return(sold.id, [[2, 1000]])));
  t.same([await standing(one), await standing(two)], ['active 100 0', 'active 200 0']);

  const again = hold(one, 60);
  await committer.submit(again);
  bodyOf(await pay([60], [again]));
  t.equal(await standing(one), 'active 40 0');
  bodyOf(await committer.submit(await shop.cancel(again.key.number)));
  t.equal(await standing(one), 'active 100 0');
});

t.test(
  'an expired one: its free money goes, what a hold keeps pays; what comes back lives for the grace',
  async (t) => {
    const code = await certificate(1000, { expiresAt: noon + 1 });
    const kept = hold(code, 400);
    const let_go = hold(code, 100);
    for (const one of [kept, let_go]) await committer.submit(one);
    await sweepCertificates(pool, noon + dayMs);
    t.equal(await standing(code), 'active 1000 500', 'a day late, as a receipt may be');
    await sweepCertificates(pool, noon + dayMs + 2);
    t.equal(await standing(code), 'expired 500 500');
    await change('hold-void', let_go);
    t.equal(await standing(code), 'expired 400 400', 'what is let go has expired with the rest');
    const sold = bodyOf(await pay([400], [kept]));
    t.equal(await standing(code), 'expired 0 0');
    bodyOf(await committer.submit(await shop.return(sold.id, [[1, 1000]], { businessTime: noon + dayMs })));
    t.equal(await standing(code), 'active 400 0');
    const later = hold(code, 1, { at: noon + 31 * dayMs });
    t.equal(wordOf(await committer.submit(later)), 'certificate_not_usable');
    t.equal(wordOf(await committer.submit({ ...later, at: noon + 30 * dayMs })), 'done');
  },
);

t.test('a revoked one has nothing; a hold on it still pays, and what comes back is revoked as well', async (t) => {
  const code = await certificate(1000);
  const held = hold(code, 400);
  await committer.submit(held);
  const revoke = () =>
    inTransaction(pool, (client) =>
      changeCertificate(client, code, noon, (open) => {
        open.revoke();
        return true;
      }),
    );
  await revoke();
  t.equal(await standing(code), 'revoked 400 400');
  const sold = bodyOf(await pay([400], [held]));
  t.match(sold.certificates, [{ amount: 400, balance: 0 }]);
  const back = bodyOf(await committer.submit(await shop.return(sold.id, [[1, 1000]])));
  t.match(back, { refund: 400, certificates: [{ code, amount: 400, balance: 0 }] });
  t.equal(await standing(code), 'revoked 0 0');
});

t.test('sold by a line: active with the sale, and not any more when it comes back unused', async (t) => {
  const code = await certificate(500, { issuedOnly: true });
  const sale = async (more: object = {}) => {
    const command = await shop.sale({ amounts: [500, 20] });
    const [first, ...rest] = command.input.receipt.lines;
    if (first === undefined) throw new Error('no line');
    const lines = [{ ...first, attributes: { certificate: code.toLowerCase() }, ...more }, ...rest];
    return { ...command, input: { ...command.input, receipt: { ...command.input.receipt, lines } } };
  };
  t.equal(wordOf(await committer.submit(await sale({ quantity: 2000 }))), 'certificate_not_usable');
  t.equal(wordOf(await committer.submit(await sale({ attributes: { certificate: 'x' } }))), 'certificate_not_found');
  const sold = bodyOf(await committer.submit(await sale()));
  t.match(sold.activated, [{ line: 1, code, amount: 500 }]);
  t.equal(await standing(code), 'active 500 0');
  t.equal(wordOf(await committer.submit(await sale())), 'certificate_not_usable', 'not twice');
  const held = hold(code, 1);
  await committer.submit(held);
  t.equal(wordOf(await committer.submit(await shop.return(sold.id, [[1, 1000]]))), 'certificate_used');
  t.equal(wordOf(await committer.submit(await shop.return(sold.id, [[2, 1000]]))), 'done', 'the other line may');
  await change('hold-void', held);
  const back = bodyOf(await committer.submit(await shop.return(sold.id, [[1, 1000]])));
  t.match(back, { refund: 500, deactivated: [code] });
  t.equal(await standing(code), 'issued 0 0');

  const command = await sale();
  bodyOf(await committer.submit(command));
  bodyOf(await committer.submit(await shop.cancel(command.key.number)));
  t.equal(await standing(code), 'issued 0 0');
});

t.test('two gateways with one certificate never spend more than is on it', async (t) => {
  const other = shop.gateway();
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.record({ amount: fc.integer({ min: 1, max: 700 }), left: fc.boolean(), pays: fc.boolean() }), {
        minLength: 2,
        maxLength: 12,
      }),
      async (amount, wants) => {
        const code = await certificate(amount);
        const paid = await Promise.all(
          wants.map(async ({ amount: wanted, left, pays }): Promise<number> => {
            const gateway = left ? committer : other;
            const held = hold(code, wanted);
            if (wordOf(await gateway.submit(held)) !== 'done') return 0;
            if (!pays) {
              await gateway.submit({ kind: 'hold-void', hold: held.id, certificate: code });
              return 0;
            }
            const asked = { amounts: [wanted], holds: [held.id], number: held.key.number };
            const sold = bodyOf(await gateway.submit({ ...(await shop.sale(asked)), certificates: [code] }));
            return sold.certificates[0].amount;
          }),
        );
        const spent = paid.reduce((sum, part) => sum + part, 0);
        const [row] = await readCertificates(pool, [code]);
        t.equal(row?.balance, amount - spent, 'all that was spent is off it');
        t.equal(row?.held, 0);
      },
    ),
    { numRuns: 25 },
  );
});
