import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { startEmbedded } from '../config/embedded/start.ts';
import type { Settings } from '../config/env.ts';
import { waitForPostgres, waitForRedis } from '../config/reachable.ts';
import { StartError } from '../config/start-error.ts';
import { migrate } from '../ledger/migrations/migrate.ts';
import { messageOf } from './message-of.ts';

interface Order {
  settings: Settings;
  databaseUrl: string;
  redisUrl: string;
  /** The servers are our own, so that demo data and keys may be made. */
  embedded: boolean;
  log: Logger;
}

type StartGateway = (order: Order) => Promise<{ address: string; drain(): Promise<void> }>;

const DRAIN_MS = 10_000;
// One Ctrl-C arrives twice under npm start: from the terminal, and passed on by npm.
const ECHO_MS = 500;

/**
 * The life of a gateway process: servers, migrations, gateway; then, at the first SIGINT, SIGTERM or SIGHUP, the same
 * backwards. A second signal ends it at once with exit code 1.
 */
export async function runUntilStopped(settings: Settings, log: Logger, startGateway: StartGateway): Promise<void> {
  const stopRequested = firstSignal(log);
  const { databaseUrl, redisUrl, embedded, stop } = await startServers(settings, log);
  try {
    await migrate(databaseUrl, log);
    const gateway = await startGateway({ settings, databaseUrl, redisUrl, embedded, log }).catch((error) => {
      throw listenFault(error, settings);
    });
    log.info(`${await stopRequested}: finishing what is under way`);
    await drained(gateway);
  } finally {
    await stop();
  }
  log.info('stopped');
}

function firstSignal(log: Logger): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (firstAt === undefined) {
          firstAt = performance.now();
          resolve(signal);
        } else if (performance.now() - firstAt > ECHO_MS) {
          log.error(`${signal} again: stopping at once`);
          process.exit(1);
        }
      });
    }
  });
}

type Servers = Pick<Order, 'databaseUrl' | 'redisUrl' | 'embedded'> & { stop(): Promise<void> };

async function startServers({ databaseUrl, redisUrl, dataFolder }: Settings, log: Logger): Promise<Servers> {
  if (databaseUrl === undefined || redisUrl === undefined) {
    return { ...(await startEmbedded(dataFolder, log)), embedded: true };
  }
  await Promise.all([waitForPostgres(databaseUrl, { log }), waitForRedis(redisUrl, { log })]);
  return { databaseUrl, redisUrl, embedded: false, stop: async () => {} };
}

async function drained(gateway: { drain(): Promise<void> }): Promise<void> {
  const patience = new AbortController();
  const tooLong = sleep(DRAIN_MS, undefined, { signal: patience.signal }).then(() => {
    throw new StartError(`what was under way did not finish within ${DRAIN_MS / 1000} seconds`);
  });
  try {
    await Promise.race([gateway.drain(), tooLong]);
  } finally {
    patience.abort();
    await tooLong.catch(() => {});
  }
}

function listenFault(error: unknown, { host, port }: Settings): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== 'listen' && syscall !== 'bind') return error;
  const reason = LISTEN_FAULTS[code ?? ''] ?? messageOf(error);
  return new StartError(`cannot listen on ${host}:${port}: ${reason}`, { cause: error });
}

const LISTEN_FAULTS: Record<string, string> = {
  EADDRINUSE: 'the port is taken; set PORT to another',
  EACCES: 'permission denied; set PORT to one above 1023',
  EADDRNOTAVAIL: 'this machine does not have the address; set HOST to one that it has',
};
