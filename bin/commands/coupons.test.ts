import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createCampaign } from '../../ledger/coupons/campaigns.ts';
import { inTransaction } from '../../ledger/database.ts';
import { createMember } from '../../ledger/members/create.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { runTillgate } from '../testing/run-tillgate.ts';

t.test('tillgate coupons generate', async (t) => {
  const { url, pool } = await testDatabase(t);
  const folder = t.testdir();
  const run = (...args: readonly string[]) => runTillgate(t, ['coupons', 'generate', ...args], { DATABASE_URL: url });
  const terms = {
    title: null,
    state: 'active',
    activeFrom: null,
    activeTo: null,
    expireAfter: 'P30D',
    perCode: null,
    perMember: null,
    inTotal: null,
  } as const;
  await createCampaign(pool, { code: 'spring', kind: 'unique', ...terms });
  await createCampaign(pool, { code: 'mine', kind: 'personal', ...terms });
  const rows = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\r\n');

  await t.test('so many codes, each in the database, in a file', async (t) => {
    const out = join(folder, 'codes.csv');
    const { code, stdout, stderr } = await run('--campaign', 'spring', '--count', '6001', '--out', out);
    t.strictSame([code, stdout], [0, `6001 codes of spring are in ${out}\n`]);
    t.match(stderr, /run it again with --batch [-0-9a-f]{36}\n/);
    const [header, ...lines] = rows(out);
    t.equal(header, 'code,member,expiresAt');
    t.equal(new Set(lines).size, 6_001);
    t.match(lines[0], /^[0-9A-HJKMNP-TV-Z]{16},,\d{4}-\d\d-\d\dT/);
    const { rows: counted } = await pool.query('SELECT count(*) AS n FROM coupons WHERE code = ANY ($1)', [
      lines.map((line) => line.split(',')[0]),
    ]);
    t.equal(counted[0].n, 6_001);
    t.notOk(existsSync(`${out}.part`));

    const again = await run('--campaign', 'spring', '--count', '1', '--out', out);
    t.match(again, { code: 1, stderr: /there is a file .*codes\.csv already/ });
  });

  await t.test('under the same name the same codes', async (t) => {
    const [one, other] = [join(folder, 'one.csv'), join(folder, 'other.csv')];
    const asked = ['--campaign', 'spring', '--batch', 'letter'];
    await run(...asked, '--count', '20', '--out', one);
    await run(...asked, '--count', '20', '--out', other);
    t.strictSame(rows(one), rows(other));
    const more = await run(...asked, '--count', '21', '--out', join(folder, 'more.csv'));
    t.match(more, { code: 1, stderr: /batch letter was begun with another --count/ });
  });

  await t.test('a code for each member of a file; of a file with a fault, none', async (t) => {
    const members: string[] = [];
    for (let number = 0; number < 3; number += 1) {
      const made = await inTransaction(pool, (client) => createMember(client, { cards: [] }));
      if ('id' in made) members.push(made.id);
    }
    const file = join(folder, 'members');
    const out = join(folder, 'mine.csv');
    const asked = ['--campaign', 'mine', '--members', file, '--out', out];
    writeFileSync(file, `${members.join('\n')}\nnobody\n`);
    t.match(await run(...asked), { code: 1, stderr: /members:4: nobody is no member's id/ });
    writeFileSync(file, `${members.join('\n')}\n01890000-0000-7000-8000-000000000000\n`);
    t.match(await run(...asked), { code: 1, stderr: /no member has the id 01890000-/ });
    t.equal((await pool.query("SELECT count(*) AS n FROM coupons WHERE campaign = 'mine'")).rows[0].n, 0);
    writeFileSync(file, `${members.join('\r\n')}\r\n`);
    t.equal((await run(...asked)).code, 0);
    t.strictSame(
      rows(out).map((row) => row.split(',')[1]),
      ['member', ...members],
    );
  });

  for (const [name, args, code, message] of [
    ['a campaign that is not there', ['--campaign', 'x', '--count', '1'], 1, /there is no campaign x/],
    ['the wrong kind', ['--campaign', 'mine', '--count', '1'], 1, /campaign mine is personal: say --members/],
    ['neither', ['--campaign', 'spring'], 2, /say either --count or --members/],
    ['no number', ['--campaign', 'spring', '--count', '0'], 2, /whole number from 1/],
    ['no such file', ['--campaign', 'mine', '--members', 'nowhere'], 1, /there is no file nowhere/],
  ] as const) {
    await t.test(name, async (t) => {
      const out = join(folder, 'never.csv');
      t.match(await run(...args, '--out', out), { code, stderr: message });
      t.notOk(existsSync(out));
    });
  }
});
