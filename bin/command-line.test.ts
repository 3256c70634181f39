import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { findKey, hashOf } from '../ledger/keys/access-keys.ts';
import { findStore } from '../ledger/network/stores.ts';
import { findTill } from '../ledger/network/tills.ts';
import { testDatabase } from '../ledger/testing/test-database.ts';
import { runTillgate } from './testing/run-tillgate.ts';

const wrong: { args: string[]; environment?: Record<string, string>; code: number; stderr: string }[] = [
  { args: ['strat'], code: 2, stderr: "error: unknown command 'strat'\n(Did you mean start?)\n" },
  { args: ['start', '--port', '1'], code: 2, stderr: "error: unknown option '--port'\n" },
  { args: ['store', 'create', 's1'], code: 2, stderr: "error: required option '--timezone <name>' not specified\n" },
  {
    args: ['store', 'create', 's1', '--timezone', 'Mars/North'],
    code: 2,
    stderr:
      "error: option '--timezone <name>' argument 'Mars/North' is invalid. It is no name of the IANA time zone " +
      'database, such as Europe/Moscow.\n',
  },
  {
    args: ['till', 'create', 'x'.repeat(65), '--store', 's1'],
    code: 2,
    stderr: `error: command-argument value '${'x'.repeat(65)}' is invalid for argument 'code'. A code has 1 to 64 characters.\n`,
  },
  {
    args: ['key', 'create', '--role', 'boss'],
    code: 2,
    stderr:
      "error: option '--role <role>' argument 'boss' is invalid. Allowed choices are till, shop, call-centre, marketer, admin.\n",
  },
  {
    args: ['key', 'create', '--role', 'till'],
    code: 2,
    stderr: 'error: a key of role till, and no other, has --till\n',
  },
  {
    args: ['key', 'create', '--role', 'admin', '--store', 's1'],
    code: 2,
    stderr: 'error: a key of role shop, and no other, has --store\n',
  },
  { args: ['adjust', '--file', 'x.csv'], code: 2, stderr: 'error: say why, with --reason\n' },
  {
    args: ['adjust', '--undo', 'x', '--segment', 'y'],
    code: 2,
    stderr: 'error: say one of --file, --segment, --undo and --resume\n',
  },
  {
    args: ['start'],
    environment: { DATABASE_URL: 'postgres://db/x' },
    code: 2,
    stderr: 'tillgate: DATABASE_URL is set and REDIS_URL is not: set both, or neither to use the embedded servers\n',
  },
  {
    args: ['migrate'],
    environment: { TILLGATE_FOLDER: 'x' },
    code: 2,
    stderr:
      'tillgate: TILLGATE_FOLDER is not a setting of Tillgate: there are TILLGATE_ADJUST_LIMIT, TILLGATE_DATA and ' +
      'TILLGATE_WORKERS\n',
  },
  {
    args: ['migrate'],
    environment: { TILLGATE_DATA: '/dev/null' },
    code: 1,
    stderr: 'tillgate: cannot make the data folder /dev/null: there is a file of that name already\n',
  },
];

for (const { args, environment = {}, code, stderr } of wrong) {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  t.test([...variables, 'tillgate', ...args].join(' '), async (t) => {
    t.strictSame(await runTillgate(t, args, environment), { code, stdout: '', stderr });
  });
}

t.test('a store, its till and keys are created on a database', async (t) => {
  const { url, pool } = await testDatabase(t);
  const tillgate = (...args: string[]) => runTillgate(t, args, { DATABASE_URL: url, LOG_LEVEL: 'warn' });

  const store = ['store', 'create', 's1', '--timezone', 'Asia/Tokyo', '--program', 'p', '--region', 'east'];
  t.strictSame(await tillgate(...store), { code: 0, stdout: 'store s1 is created\n', stderr: '' });
  t.match(await findStore(pool, 's1'), { code: 's1', timezone: 'Asia/Tokyo', programme: 'p', region: 'east' });
  t.strictSame(await tillgate(...store), { code: 1, stdout: '', stderr: 'tillgate: there is a store s1 already\n' });

  const till = ['till', 'create', 't1', '--store'];
  t.strictSame(await tillgate(...till, 's9'), { code: 1, stdout: '', stderr: 'tillgate: there is no store s9\n' });
  t.strictSame(await tillgate(...till, 's1'), { code: 0, stdout: 'till t1 of store s1 is created\n', stderr: '' });
  t.match(await findTill(pool, 't1'), { code: 't1', store: 's1' });

  const key = await tillgate('key', 'create', '--role', 'till', '--till', 't1');
  t.match(key, { code: 0, stderr: /^key \d+ of role till is created; it is shown this once\n$/ });
  t.match(await findKey(pool, hashOf(key.stdout.trim())), { role: 'till', till: 't1' });
  t.strictSame(await tillgate('key', 'create', '--role', 'shop', '--store', 's9'), {
    code: 1,
    stdout: '',
    stderr: 'tillgate: there is no store s9\n',
  });
});

t.test('migrate says what it did; a database of a newer version is left alone', async (t) => {
  const { url, pool } = await testDatabase(t);
  const migrate = () => runTillgate(t, ['migrate'], { DATABASE_URL: url });
  t.strictSame(await migrate(), { code: 0, stdout: 'the database is up to date\n', stderr: '' });
  await pool.query("INSERT INTO migrations (name, run_on) VALUES ('9999-later', now())");
  t.strictSame(await migrate(), {
    code: 1,
    stdout: '',
    stderr:
      'tillgate: the database is of a newer version than this program: it has 9999-later, which this program lacks; ' +
      'install the newer program\n',
  });
});

t.test('every command is registered', async (t) => {
  const source = readFileSync(new URL('./command-line.ts', import.meta.url), 'utf8');
  for (const file of readdirSync(new URL('./commands', import.meta.url))) {
    if (!file.endsWith('.test.ts')) t.ok(source.includes(`'./commands/${file}'`), file);
  }
});
