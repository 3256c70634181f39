import t from 'tap';
import type { Command } from '../committer/commands.ts';
import { noon, openShop } from '../committer/testing/shop.ts';
import { readHolds } from '../holds/read.ts';
import { sweep } from './sweeper.ts';

const shop = await openShop(t);
const { pool, committer } = shop;
const day = 86_400_000;
const submit = committer.submit.bind(committer);
const sweepAt = (now: number) => sweep({ database: pool, submit }, now);

t.test('a day late: what is due is activated and expired, as the party would have done when touched', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 70, { activeAt: noon + day, expiresAt: noon + 3 * day });
  await shop.give(ann, 5);
  t.same(await sweepAt(noon + 2 * day - 1), { holds: 0, parties: 0 });
  t.equal(await shop.balance(ann), '5 0 70 0', 'a receipt of yesterday may still come');
  t.same(await sweepAt(noon + 2 * day), { holds: 0, parties: 1 });
  t.equal(await shop.balance(ann), '75 0 0 0');
  t.same(await sweepAt(noon + 2 * day), { holds: 0, parties: 0 }, 'it is not due any more');
  t.same(await sweepAt(noon + 9 * day), { holds: 0, parties: 1 });
  t.equal(await shop.balance(ann), '5 0 0 0');
  const { rows } = await pool.query('SELECT due_at FROM parties WHERE id = $1', [ann.party]);
  t.same(rows, [{ due_at: null }]);
});

t.test('holds that have lapsed let go of their points, those that have not keep them', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100);
  const holds = [shop.hold(ann, 30), shop.hold(ann, 20), shop.hold(ann, 10)];
  for (const hold of holds) await submit(hold);
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE id = $1", [holds[0]?.id]);
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s', state = 'code_pending' WHERE id = $1", [
    holds[1]?.id,
  ]);
  t.same(await sweepAt(noon), { holds: 2, parties: 0 });
  t.equal(await shop.balance(ann), '100 10 0 0');
  const found = await readHolds(
    pool,
    holds.map((hold) => hold.id),
  );
  t.same(
    new Map(found.map((hold) => [hold.points, hold.state])),
    new Map([
      [30, 'expired'],
      [20, 'expired'],
      [10, 'active'],
    ]),
  );
});

t.test('however many are due, one sweep is enough for a crowd', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 10_000);
  await Promise.all(Array.from({ length: 450 }, () => submit(shop.hold(ann, 1))));
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE party = $1", [ann.party]);
  t.same(await sweepAt(noon), { holds: 450, parties: 0 });
  t.equal(await shop.balance(ann), '10000 0 0 0');
});

t.test('two gateways that sweep at once do it once', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100, { expiresAt: noon + day });
  const hold = shop.hold(ann, 30);
  await submit(hold);
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE id = $1", [hold.id]);
  const other = shop.gateway();
  const sweeps = [sweepAt(noon + 9 * day), sweep({ database: pool, submit: other.submit.bind(other) }, noon + 9 * day)];
  await Promise.all(sweeps);
  await sweepAt(noon + 9 * day);
  t.equal(await shop.balance(ann), '0 0 0 0');
  const { rows } = await pool.query(
    "SELECT sum(amount)::int AS sum FROM transfers WHERE party = $1 AND reason = 'expire'",
    [ann.party],
  );
  t.same(rows, [{ sum: 100 }]);
});

t.test('what cannot be done now does not keep the sweeper going round', async (t) => {
  const ann = await shop.shopper();
  await shop.give(ann, 100, { expiresAt: noon + day });
  const asked: Command[] = [];
  const refusing = async (command: Command) => {
    asked.push(command);
    return { kind: 'refused' as const, code: 'unavailable' as const, detail: 'no database' };
  };
  t.same(await sweep({ database: pool, submit: refusing }, noon + 9 * day), { holds: 0, parties: 0 });
  t.same(asked, [{ kind: 'settle', party: ann.party, at: noon + 8 * day }]);
});
