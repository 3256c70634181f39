import { spawn, spawnSync } from 'node:child_process';
import t from 'tap';
import { makeDemo, sayDemo } from './demo.ts';
import { programme } from './testing/receipts.ts';
import { startGateway } from './testing/start-gateway.ts';

/** The gateway's own programme is of another code, so that the demo's is not there yet. */
const gateway = await startGateway(t, { programme: programme.replace('code: main', 'code: other'), members: [] });
const { app, parts, pool } = gateway;

const counts = async () =>
  (
    await pool.query(`SELECT (SELECT count(*) FROM stores) AS stores, (SELECT count(*) FROM tills) AS tills,
      (SELECT count(*) FROM access_keys) AS keys, (SELECT count(*) FROM members) AS members,
      (SELECT count(*) FROM cards) AS cards, (SELECT count(*) FROM programmes) AS programmes`)
  ).rows[0];

function said(address: string): string {
  const lines: string[] = [];
  sayDemo(address, { info: (line: string) => void lines.push(line) } as never);
  return lines.join('\n');
}

t.test('made once, and what was changed since is left as it is', async (t) => {
  await makeDemo(parts);
  const made = await counts();
  await pool.query(`UPDATE stores SET title = 'Renamed' WHERE code = 's2'`);
  await pool.query(`UPDATE access_keys SET revoked_at = now() WHERE title = 'demonstration' AND role = 'marketer'`);
  await pool.query(`UPDATE members SET phone = '+79161111111' WHERE name = 'Anna Demo'`);
  await makeDemo(parts);
  t.strictSame(await counts(), made);
  t.equal((await pool.query(`SELECT title FROM stores WHERE code = 's2'`)).rows[0].title, 'Renamed');
  const marketer = await app.inject({ url: '/v1/programs', headers: { authorization: 'Bearer demo-marketer' } });
  t.equal(marketer.statusCode, 401, 'a key that was revoked stays so');
});

t.test('the keys, the members and a call that works when pasted', async (t) => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const words = said(address);
  for (const key of ['demo-till-1', 'demo-till-2', 'demo-shop', 'demo-call-centre', 'demo-marketer', 'demo-admin']) {
    t.match(words, key);
  }
  const command = words.slice(words.indexOf('curl'));
  if (spawnSync('curl', ['--version']).status !== 0) {
    t.comment('no curl is installed');
    return;
  }
  const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of shell.stdout) output += chunk;
  t.match(JSON.parse(output), {
    totals: { gross: 33_670, discount: 1_393 + 4_590, net: 27_687, earned: 2 },
    program: { code: 'main', version: 1 },
  });
});

t.test('a programme that was revoked does not come back', async (t) => {
  await pool.query(`UPDATE programmes SET state = 'revoked', revoked_at = now() WHERE code = 'main'`);
  await makeDemo(parts);
  t.equal(parts.programmes.current('main'), undefined);
});
