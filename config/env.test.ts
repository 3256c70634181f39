import { resolve } from 'node:path';
import t from 'tap';
import { ConfigError, readDatabaseEnvironment, readEnvironment } from './env.ts';

const servers = { DATABASE_URL: 'postgres://user:secret@db:5432/shop', REDIS_URL: 'redis://cache:6379/0' };

t.test('defaults with the embedded servers', async (t) => {
  const { workers, ...settings } = readEnvironment({ PATH: '/bin', PORT: '' });
  t.ok(workers >= 1);
  t.strictSame(settings, {
    databaseUrl: undefined,
    redisUrl: undefined,
    dataFolder: resolve('data'),
    logLevel: 'info',
    host: '127.0.0.1',
    port: 8080,
    adjustLimit: 1000,
  });
});

t.test('everything given', async (t) => {
  const environment = {
    ...servers,
    PORT: '0',
    HOST: '::',
    TILLGATE_DATA: 'a b',
    TILLGATE_WORKERS: '0',
    TILLGATE_ADJUST_LIMIT: '50',
    LOG_LEVEL: 'warn',
  };
  t.strictSame(readEnvironment(environment), {
    databaseUrl: servers.DATABASE_URL,
    redisUrl: servers.REDIS_URL,
    dataFolder: resolve('a b'),
    logLevel: 'warn',
    host: '::',
    port: 0,
    workers: 0,
    adjustLimit: 50,
  });
});

t.test('listens everywhere with servers given, on loopback with embedded ones', async (t) => {
  t.equal(readEnvironment(servers).host, '0.0.0.0');
  for (const host of ['127.0.0.2', 'localhost', '::1']) t.equal(readEnvironment({ HOST: host }).host, host);
});

t.test('a command on the database needs no Redis', async (t) => {
  t.equal(readDatabaseEnvironment({ DATABASE_URL: servers.DATABASE_URL }).databaseUrl, servers.DATABASE_URL);
});

const refused: { environment: Record<string, string>; message: string }[] = [
  {
    environment: { TILLGATE_WORKER: '2' },
    message: 'TILLGATE_WORKER is not a setting of Tillgate: did you mean TILLGATE_WORKERS?',
  },
  {
    environment: { TILLGATE_SOMETHING_ELSE: '2' },
    message:
      'TILLGATE_SOMETHING_ELSE is not a setting of Tillgate: there are TILLGATE_ADJUST_LIMIT, TILLGATE_DATA and TILLGATE_WORKERS',
  },
  { environment: { PORT: '70000' }, message: 'PORT=70000 is not a whole number from 0 to 65535' },
  { environment: { PORT: '80a' }, message: 'PORT=80a is not a whole number from 0 to 65535' },
  { environment: { TILLGATE_WORKERS: '-1' }, message: 'TILLGATE_WORKERS=-1 is not a whole number from 0 to 256' },
  {
    environment: { LOG_LEVEL: 'loud' },
    message: 'LOG_LEVEL=loud is none of trace, debug, info, warn, error, fatal, silent',
  },
  {
    environment: { DATABASE_URL: servers.DATABASE_URL },
    message: 'DATABASE_URL is set and REDIS_URL is not: set both, or neither to use the embedded servers',
  },
  {
    environment: { REDIS_URL: servers.REDIS_URL },
    message: 'REDIS_URL is set and DATABASE_URL is not: set both, or neither to use the embedded servers',
  },
  {
    environment: { ...servers, DATABASE_URL: 'mysql://root:secret@db' },
    message: 'DATABASE_URL is not an address such as postgres://user@host:5432/database',
  },
  {
    environment: { ...servers, REDIS_URL: 'cache' },
    message: 'REDIS_URL is not an address such as redis://host:6379/0',
  },
  {
    environment: { HOST: '0.0.0.0' },
    message:
      'HOST=0.0.0.0 is refused with the embedded servers, whose demo keys everybody knows: use 127.0.0.1, or set ' +
      'DATABASE_URL and REDIS_URL',
  },
];

for (const { environment, message } of refused) {
  t.test(message, async (t) => {
    t.throws(() => readEnvironment(environment), new ConfigError(message));
  });
}
