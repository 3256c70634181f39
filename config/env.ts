import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** A variable of the environment is wrong. The message names it. */
export class ConfigError extends StartError {
  override name = 'ConfigError';
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

export interface DatabaseSettings {
  /** Undefined: the embedded Postgres in the data folder. */
  databaseUrl: string | undefined;
  /** Absolute. */
  dataFolder: string;
  logLevel: LogLevel;
}

export interface Settings extends DatabaseSettings {
  /** Undefined exactly when databaseUrl is: the embedded servers. */
  redisUrl: string | undefined;
  host: string;
  port: number;
  /** Worker threads that evaluate receipts; with 0 they are evaluated in the main thread. */
  workers: number;
  /** Points that a call centre's key may adjust of one member within a day. */
  adjustLimit: number;
}

/** A meal's worth at one point to the rouble: enough to say sorry, not enough to live on. */
export const defaultAdjustLimit = 1_000;

type Environment = Readonly<Record<string, string | undefined>>;

const OWN_NAMES = ['TILLGATE_ADJUST_LIMIT', 'TILLGATE_DATA', 'TILLGATE_WORKERS'];

/**
 * What the gateway needs of the environment; an empty variable counts as absent.
 *
 * @throws ConfigError
 */
export function readEnvironment(environment: Environment): Settings {
  const database = readDatabaseEnvironment(environment);
  const redisUrl = readUrl(environment, 'REDIS_URL', ['redis:', 'rediss:'], 'redis://host:6379/0');
  if ((database.databaseUrl === undefined) !== (redisUrl === undefined)) {
    const [set, missing] = redisUrl === undefined ? ['DATABASE_URL', 'REDIS_URL'] : ['REDIS_URL', 'DATABASE_URL'];
    throw new ConfigError(`${set} is set and ${missing} is not: set both, or neither to use the embedded servers`);
  }
  return {
    ...database,
    redisUrl,
    host: readHost(environment, redisUrl === undefined),
    port: readInteger(environment, 'PORT', 8080, 65_535),
    workers: readInteger(environment, 'TILLGATE_WORKERS', defaultWorkers(), 256),
    adjustLimit: readInteger(environment, 'TILLGATE_ADJUST_LIMIT', defaultAdjustLimit, 999_999),
  };
}

/** What a command on the database alone needs, for which Redis does not matter. */
export function readDatabaseEnvironment(environment: Environment): DatabaseSettings {
  refuseUnknown(environment);
  return {
    databaseUrl: readUrl(
      environment,
      'DATABASE_URL',
      ['postgres:', 'postgresql:'],
      'postgres://user@host:5432/database',
    ),
    dataFolder: resolve(environment.TILLGATE_DATA || './data'),
    logLevel: readLogLevel(environment),
  };
}

// Evaluating a receipt takes microseconds: the main thread, Postgres and Redis need the other cores more.
function defaultWorkers(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}

function refuseUnknown(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('TILLGATE_') || OWN_NAMES.includes(name)) continue;
    const [nearest = ''] = OWN_NAMES.toSorted((a, b) => distance(name, a) - distance(name, b));
    const advice =
      distance(name, nearest) <= 3
        ? `did you mean ${nearest}?`
        : `there are ${OWN_NAMES.slice(0, -1).join(', ')} and ${OWN_NAMES.at(-1)}`;
    throw new ConfigError(`${name} is not a setting of Tillgate: ${advice}`);
  }
}

function readUrl(environment: Environment, name: string, protocols: string[], example: string): string | undefined {
  const value = environment[name];
  if (!value) return undefined;
  // The value itself stays out of the message, for it may hold a password.
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new ConfigError(`${name} is not an address such as ${example}`);
  }
  return value;
}

function readInteger(environment: Environment, name: string, absent: number, maximum: number): number {
  const value = environment[name];
  if (!value) return absent;
  if (!/^\d{1,6}$/.test(value) || Number(value) > maximum) {
    throw new ConfigError(`${name}=${value} is not a whole number from 0 to ${maximum}`);
  }
  return Number(value);
}

function readHost(environment: Environment, embedded: boolean): string {
  const host = environment.HOST || (embedded ? '127.0.0.1' : '0.0.0.0');
  if (!embedded || /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/.test(host)) return host;
  throw new ConfigError(
    `HOST=${host} is refused with the embedded servers, whose demo keys everybody knows: use 127.0.0.1, or set ` +
      'DATABASE_URL and REDIS_URL',
  );
}

function readLogLevel(environment: Environment): LogLevel {
  const value = environment.LOG_LEVEL || 'info';
  const level = LOG_LEVELS.find((known) => known === value);
  if (level === undefined) throw new ConfigError(`LOG_LEVEL=${value} is none of ${LOG_LEVELS.join(', ')}`);
  return level;
}

/** Levenshtein's: how many letters to insert, delete or change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
