import t from 'tap';
import { bodyOf, openShop } from '../../ledger/committer/testing/shop.ts';
import { runTillgate } from '../testing/run-tillgate.ts';

t.test('tillgate audit says what is not in order, and with its exit code that something is not', async (t) => {
  const shop = await openShop(t);
  const audit = () => runTillgate(t, ['audit'], { DATABASE_URL: shop.url });
  const ann = await shop.shopper();
  await shop.give(ann, 100);
  const { id } = bodyOf(await shop.sell({ number: '17' }));
  t.strictSame(await audit(), { code: 0, stdout: 'the ledger is in order\n', stderr: '' });

  await shop.pool.query("UPDATE parties SET state = jsonb_set(state::jsonb, '{purses,bonus,posted}', '101')");
  await shop.pool.query('DELETE FROM receipts WHERE id = $1', [id]);
  t.strictSame(await audit(), {
    code: 1,
    stdout:
      `I1 sale 17 of till t1 on 2026-11-22: receipt ${id} is not there\n` +
      `I4 party ${ann.party} purse bonus: posted 101, its lots 100, its transfers 100\n`,
    stderr: 'tillgate: the ledger is not in order: 2 findings\n',
  });
});
