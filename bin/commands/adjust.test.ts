import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { programme } from '../../gateway/testing/receipts.ts';
import { startGateway } from '../../gateway/testing/start-gateway.ts';
import { audit } from '../../ledger/audit/audit.ts';
import { runTillgate } from '../testing/run-tillgate.ts';

t.test('tillgate adjust: dry, for good, and back; the gateway that runs beside it sees the points', async (t) => {
  const gateway = await startGateway(t, { programme });
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-'));
  const [file, outcomes] = [join(folder, 'members.csv'), join(folder, 'outcomes.csv')];
  writeFileSync(file, 'card,points\nanna,300\nboris,-5\nvera,1\n');
  const adjust = (...args: string[]) => runTillgate(t, ['adjust', ...args], { DATABASE_URL: gateway.url });
  const points = async () => {
    const { id } = (await gateway.call('admin', 'GET /v1/members?card=anna')).body;
    return (await gateway.call('admin', `GET /v1/members/${id}`)).body.points.balance;
  };

  const dry = await adjust('--file', file, '--reason', 'birthday', '--dry');
  t.equal(dry.stdout, 'dry: 1 of 3 rows applied, 2 refused: 300 points given, 0 taken; nothing has moved\n');
  t.equal(await points(), 0);
  const done = await adjust('--file', file, '--reason', 'birthday', '--outcomes', outcomes);
  t.match(done, { code: 0, stdout: '1 of 3 rows applied, 2 refused: 300 points given, 0 taken\n' });
  t.equal(await points(), 300);
  t.match(readFileSync(outcomes, 'utf8').split('\n'), [
    'row,member,points,purse,outcome,detail,undone',
    '2,card anna,300,,applied,,',
    /^3,card boris,-5,,refused,"5 points are to be taken, 0 are there",$/,
    '4,card vera,1,,refused,nobody is called so,',
    '',
  ]);
  const [, id = ''] = /job (\S+)/.exec(done.stderr) ?? [];
  t.match(await adjust('--undo', id), { stdout: '1 rows undone: 300 points moved back, 0 were gone\n' });
  t.equal(await points(), 0);
  t.match(await adjust('--resume', id), { stdout: /^1 rows undone/ }, 'nothing is left to do');

  writeFileSync(file, 'card,points\nanna,many\n');
  t.match(await adjust('--file', file, '--reason', 'x'), { code: 1, stderr: /line 2: points must be a whole number/ });
  t.match(await adjust('--file', join(folder, 'none.csv'), '--reason', 'x'), { code: 1, stderr: /no such file/ });
  t.match(await adjust('--segment', 'nobody', '--points', '5', '--reason', 'x'), {
    code: 1,
    stderr: /no segment nobody/,
  });
  t.strictSame(await audit(gateway.pool), []);
});
