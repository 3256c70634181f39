/**
 * The cost of history: no statement of a receipt, a quote, the sweeper or the back office reads a table from end to end
 * that grows with receipts or members, looks into more months than it must, or sorts more than it was asked for; planned
 * for its parameters or once for all. A .sql file that is not in the table of ./testing/plans/statements.ts fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { sqlFile } from './sql.ts';
import { explain, planModes } from './testing/plans/explain.ts';
import { fillDatabase, months } from './testing/plans/fill.ts';
import { statements } from './testing/plans/statements.ts';

const root = dirname(fileURLToPath(import.meta.resolve('tillgate/package.json')));
const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));

/** Tables with a handful of rows, or as many as a chain has tills: to read all of one is nothing. */
const tiny = new Set(['adjust_jobs', 'tills', 'stores', 'programmes', 'settings', 'outbox_cursors']);

/** What stands in the program itself of tables that grow: it appends to one. */
const inline = ['ledger/outbox/append.ts: INTO outbox'];
const growing =
  'parties|members|cards|receipts|receipt_keys|transfers|holds|budgets|outbox|request_keys|access_keys|' +
  'occasions|referrals|phones_known|adjustments|adjust_rows|' +
  'reference_versions|list_skus|segment_members|personal_prices|certificates|certificate_transfers';

const pool = await fillDatabase(t);
const cases = await statements(pool, months);
const client = await pool.connect();
t.teardown(() => client.release());

t.test('every statement has its row', async (t) => {
  const files = ['ledger', 'gateway', 'workers']
    .flatMap(filesOf)
    .filter((file) => file.endsWith('.sql') && !file.startsWith('ledger/migrations/'));
  t.strictSame(files.toSorted(), Object.keys(cases).toSorted());
});

t.test('statements stand in .sql files', async (t) => {
  const found = ['ledger', 'gateway']
    .flatMap(filesOf)
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|\/testing\//.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      return [...source.matchAll(new RegExp(`\\b(FROM|JOIN|INTO|UPDATE) (${growing})\\b`, 'g'))].map(
        ([text]) => `${file}: ${text}`,
      );
    });
  t.strictSame(found, inline);
});

for (const [file, given] of Object.entries(cases)) {
  if (given === null) continue;
  t.test(file, async (t) => {
    for (const mode of planModes) {
      const { scanned, touched, read, sorted, text } = await explain(client, sqlFile(file).text, given.values, mode);
      const partitions = [...touched].filter((name) => /^(receipts|transfers)_(\d|default)/.test(name));
      const found = [
        ...scanned.filter((table) => !tiny.has(table)).map((table) => `reads all of ${table}`),
        ...(read > given.read ? [`looks at ${read} rows, ${given.read} are enough`] : []),
        ...(sorted > given.read ? [`sorts ${sorted} rows`] : []),
        ...(partitions.length > (given.months ?? 1) ? [`looks into ${partitions}`] : []),
      ];
      t.strictSame(found, [], mode, found.length > 0 ? { plan: text } : {});
    }
  });
}
