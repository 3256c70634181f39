import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readCertificates } from '../../ledger/certificates/rows.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { runTillgate } from '../testing/run-tillgate.ts';

t.test('tillgate certificates generate: codes in a file, and the same ones again for their batch', async (t) => {
  const { pool, url } = await testDatabase(t);
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-'));
  const generate = (out: string, ...more: string[]) => {
    const terms = ['--amount', '5000', '--currency', 'RUB', '--expire-after', 'P1Y', '--out', join(folder, out)];
    return runTillgate(t, ['certificates', 'generate', ...terms, ...more], { DATABASE_URL: url });
  };
  const made = await generate('one.csv', '--count', '12345');
  t.match(made, { code: 0, stdout: /^12345 codes are in / });
  const text = readFileSync(join(folder, 'one.csv'), 'utf8');
  const [head, ...lines] = text.trim().split('\n');
  t.equal(head, 'code,amount,currency,expireAfter,expiresAt');
  const codes = lines.map((line) => line.slice(0, 16));
  t.equal(new Set(codes).size, 12_345);
  const found = await readCertificates(pool, codes);
  t.equal(found.length, 12_345);
  t.match(found[0], { state: 'issued', amount: 5_000, balance: 0, currency: 'RUB', expireAfter: 'P1Y' });

  const [, batch = ''] = /batch (\S+)/.exec(made.stderr) ?? [];
  t.match(await generate('two.csv', '--count', '12345', '--batch', batch), { code: 0 });
  t.equal(readFileSync(join(folder, 'two.csv'), 'utf8'), text);
  t.match(await generate('three.csv', '--count', '12346', '--batch', batch), { code: 1, stderr: /fewer than 12346/ });
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM certificates');
  t.equal(rows[0].count, 12_345);
  t.match(await generate('four.csv', '--count', '0'), { code: 2 });
});
