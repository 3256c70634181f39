/** Work that is done again and again beside the requests: one round at a time, and a failed one is no reason to stop. */
import type { Logger } from 'pino';

export function repeat(
  name: string,
  everyMs: number,
  log: Pick<Logger, 'warn'>,
  round: () => Promise<unknown>,
): { stop(): Promise<void> } {
  let stopped = false;
  let underWay: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await round();
    } catch (error) {
      log.warn({ err: error }, `${name} failed; it is tried again in ${everyMs / 1_000} s`);
    }
    if (!stopped) schedule();
  };
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    timer = setTimeout(() => {
      underWay = run();
    }, everyMs);
  };
  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
