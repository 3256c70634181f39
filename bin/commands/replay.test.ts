/** The fixture sent through a whole gateway, twice. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import t from 'tap';
import { buildApp } from '../../gateway/app.ts';
import { assemble } from '../../gateway/parts.ts';
import { createKey } from '../../ledger/keys/access-keys.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { testRedis } from '../../ledger/testing/test-redis.ts';
import type { Report } from '../../loadtest/replay/report.ts';
import { runTillgate } from '../testing/run-tillgate.ts';

const gifts = fileURLToPath(import.meta.resolve('tillgate/loadtest/replay/fixtures/gifts.csv'));

const { url: databaseUrl, pool } = await testDatabase(t);
const { url: redisUrl } = await testRedis(t);
const { parts, close } = await assemble({ databaseUrl, redisUrl, workers: 0, log: pino({ level: 'silent' }) });
const app = buildApp(parts);
await app.listen({ host: '127.0.0.1', port: 0 });
t.teardown(async () => {
  await app.close();
  await close();
});
const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
const { secret: admin } = await createKey(pool, { role: 'admin' });
const folder = t.testdir({});

async function replay(t: Parameters<typeof runTillgate>[0], file: string, key: string, ...more: string[]) {
  const report = `${folder}/report.json`;
  const args = ['replay', file, '--map', 'uci', '--url', url, '--key', key, '--report', report, ...more];
  const outcome = await runTillgate(t, args, {});
  return { ...outcome, report: () => JSON.parse(readFileSync(report, 'utf8')) as Report };
}

t.test('a file, and the same file again', async (t) => {
  const options = ['--redeem', 'every:2,max:30', '--database', databaseUrl];
  const first = await replay(t, gifts, admin, ...options);
  t.equal(first.code, 0, first.stderr);
  const report = first.report();
  t.same(report.provisioned, ['store uci', 'till uci-web', 'programme uci version 1']);
  t.match(report.receipts, { committed: 5, replayed: 0, refused: 0 });
  t.match(report.returns, { matched: { committed: 2, refused: 0 }, unmatched: { committed: 2, refused: 0 } });
  t.match(report.invoices.notSent, { stock_write_off: 1, unreadable: 1 });
  // 2% of 8 mugs at 2.55, of which 0 are paid for: the tray of a tenth of a penny costs nothing and earns nothing.
  t.match(report.points, { issued: Number, redeemed: 40 });
  t.match(report.reconciliation, { receipts: 9, members: 1, database: { receipts: 9, parties: 1 }, differences: 0 });
  t.match(first.stdout, /reconciled/);

  const again = (await replay(t, gifts, admin, ...options)).report();
  t.same(again.provisioned, []);
  t.equal(again.receipts.replayed, again.receipts.committed);
  for (const part of ['totals', 'points', 'money', 'refusals', 'reconciliation'] as const) {
    t.same(again[part], report[part], part);
  }
});

t.test('what the tables have otherwise is found', async (t) => {
  await pool.query("UPDATE receipts SET net = net - 1 WHERE number = '1004'");
  const { code, stderr, report } = await replay(
    t,
    gifts,
    admin,
    '--redeem',
    'every:2,max:30',
    '--database',
    databaseUrl,
  );
  t.equal(code, 1);
  t.match(stderr, /the replay does not reconcile: 1 differences; more in .*report\.json/);
  t.match(report().reconciliation.first, [/^sale 1004: net was answered as \d+, is kept as \d+$/]);
});

t.test('a till sends its own last days, and no history', async (t) => {
  await createStore(pool, { code: 's1', timezone: 'Europe/London', programme: 'uci' });
  await createTill(pool, { code: 's1-1', store: 's1' });
  const { secret } = await createKey(pool, { role: 'till', till: 's1-1' });
  const history = await replay(t, gifts, secret);
  t.equal(history.code, 1);
  t.match(history.stderr, /the file begins on 2011-03-26: a till's key may go 30 days back/);

  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
  const lines = readFileSync(gifts, 'utf8').replaceAll(/2011-03-\d\d \d\d:\d\d:\d\d/g, yesterday);
  writeFileSync(`${folder}/recent.csv`, lines);
  const map = readFileSync(fileURLToPath(import.meta.resolve('tillgate/loadtest/replay/maps/uci.yaml')), 'utf8');
  writeFileSync(`${folder}/own.yaml`, map.replace('till: uci-web', 'till: s1-1').replace('code: uci,', 'code: s1,'));
  const recent = await replay(t, `${folder}/recent.csv`, secret, '--map', `${folder}/own.yaml`);
  t.equal(recent.code, 0, recent.stderr);
  t.match(recent.report().receipts, { committed: 5, refused: 0 });
});

t.test('what cannot begin says why', async (t) => {
  const rows: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no file', ['none.csv', admin], 1, /none\.csv cannot be opened: there is no such file/],
    ['an unknown key', [gifts, 'nobody'], 1, /GET \/v1\/stores\/uci: The key is missing, unknown or revoked/],
    ['an unknown map', [gifts, admin, '--map', 'ucy'], 1, /there is no built-in map ucy \(there is uci\)/],
    ['a redemption of no shape', [gifts, admin, '--redeem', 'often'], 2, /expected every:N,max:PERCENT/],
    ['no number', [gifts, admin, '--concurrency', '0'], 2, /It is a whole number from 1/],
  ];
  for (const [name, [file = '', key = '', ...more], code, message] of rows) {
    const outcome = await replay(t, file, key, ...more);
    t.equal(outcome.code, code, name);
    t.match(outcome.stderr, message, name);
  }
});
