/**
 * A follower of the outbox: takes steps while there is something to read, then waits until it is woken, a second at
 * most. Where a step fails (Postgres is away) it says so once and goes on trying each second.
 */
import type { Logger } from 'pino';

export type FollowerLog = Pick<Logger, 'info' | 'warn' | 'error'>;

export interface Follower {
  /** Looks now rather than within the second. */
  wake(): void;
  /** Resolves when the step under way has ended. */
  close(): Promise<void>;
}

export interface FollowOptions {
  /** What is followed, for the log: "events". */
  readonly name: string;
  readonly log: FollowerLog;
  /** Milliseconds after which to look again; 0: at once. */
  readonly step: () => Promise<number>;
}

export const pollMs = 1_000;

export function follow({ name, log, step }: FollowOptions): Follower {
  let closed = false;
  let woken = false;
  let stopWaiting: (() => void) | undefined;
  let failing = false;

  async function stepOrComplain(): Promise<number> {
    try {
      const delayMs = await step();
      if (failing) log.info({}, `following the outbox (${name}) again`);
      failing = false;
      return delayMs;
    } catch (cause) {
      if (!failing) log.error({ err: cause }, `cannot follow the outbox (${name}); trying each second`);
      failing = true;
      return pollMs;
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      woken = false;
      const delayMs = await stepOrComplain();
      if (closed || woken || delayMs === 0) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delayMs);
        stopWaiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      stopWaiting = undefined;
    }
  }

  const running = run();
  function wake(): void {
    woken = true;
    stopWaiting?.();
  }
  return {
    wake,
    async close() {
      closed = true;
      wake();
      await running;
    },
  };
}
