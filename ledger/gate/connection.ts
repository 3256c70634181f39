/**
 * The connection to Redis, made so that its loss costs microseconds: nothing is queued while it is away, a command has
 * a quarter of a second, and after five failures in a row (a Redis that hangs) one probe a second is let through.
 */
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { Redis, ReplyError } from 'ioredis';
import type { Logger } from 'pino';

export type GateLog = Pick<Logger, 'info' | 'warn' | 'error'>;

export interface Connection {
  state(): 'up' | 'down';
  /** Counts the connections made: a server that was replaced or restarted is always another connection. */
  readonly generation: number;
  /** Resolves to `otherwise` where Redis is away, does not answer in time or refuses. */
  attempt<T>(work: (redis: Redis) => Promise<T>, otherwise: T): Promise<T>;
  quit(): Promise<void>;
}

const defaultPatienceMs = 250;
const reconnectAtMostMs = 1_000;
const complaintsEveryMs = 10_000;

/**
 * Resolves when the first attempt to connect has succeeded or failed; it goes on trying by itself.
 *
 * @param patienceMs how long a command may take
 */
export async function connect(
  redisUrl: string,
  log: GateLog,
  patienceMs: number = defaultPatienceMs,
): Promise<Connection> {
  let generation = 0;
  let complainedAt = -Infinity;
  let quitting = false;
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    enableOfflineQueue: false,
    // What was sent to a server that is gone may have been done, and may be wrong on the one that comes.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: patienceMs,
    connectTimeout: 4 * patienceMs,
    // A connection that swallows everything would otherwise live until TCP gives up, a quarter of an hour.
    socketTimeout: 8 * patienceMs,
    retryStrategy: (times) => Math.min(25 * 2 ** times, reconnectAtMostMs),
  });
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof ReplyError)),
    { breaker: new ConsecutiveBreaker(5), halfOpenAfter: 1_000 },
  );

  function complain(cause: unknown, message: string): void {
    if (quitting || performance.now() - complainedAt < complaintsEveryMs) return;
    complainedAt = performance.now();
    log.warn({ err: cause }, message);
  }

  redis.on('error', (cause) => complain(cause, 'Redis cannot be reached; Postgres is asked instead'));
  redis.on('ready', () => {
    generation += 1;
    complainedAt = -Infinity;
    log.info({}, generation === 1 ? 'connected to Redis' : 'connected to Redis again');
  });
  breaker.onBreak(() => complain(undefined, 'Redis does not answer; Postgres is asked instead'));
  breaker.onReset(() => log.info({}, 'Redis answers again'));

  await redis
    .connect()
    .catch((cause: unknown) => complain(cause, 'Redis cannot be reached; Postgres is asked instead'));

  let corked = false;
  /** Commands of one moment are one write, which costs more than most of the commands do. */
  function cork(): void {
    if (corked) return;
    corked = true;
    const { stream } = redis;
    stream.cork();
    setImmediate(() => {
      corked = false;
      stream.uncork();
    });
  }

  return {
    state: () => (redis.status === 'ready' && breaker.state === CircuitState.Closed ? 'up' : 'down'),
    get generation() {
      return generation;
    },
    async attempt(work, otherwise) {
      if (redis.status !== 'ready') return otherwise;
      try {
        cork();
        return await breaker.execute(() => work(redis));
      } catch (error) {
        if (error instanceof ReplyError) complain(error, 'Redis refuses a command');
        else if (!isBrokenCircuitError(error)) complain(error, 'a command to Redis failed');
        return otherwise;
      }
    },
    async quit() {
      quitting = true;
      redis.disconnect();
    },
  };
}
