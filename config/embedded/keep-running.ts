import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';

/** A server of ours that runs beside us in a process of its own. */
export interface Server {
  stop(): Promise<void>;
}

interface Plan {
  name: string;
  /** Starts the process and resolves when it takes connections; the same address each time. */
  launch(): Promise<ChildProcess>;
  /** What ends it, mildest first. */
  signals: readonly Ending[];
  /** What ends it when nobody is left to wait for that. */
  exitSignal: NodeJS.Signals;
  log: Log;
}

interface Ending {
  signal: NodeJS.Signals;
  /** How long to wait before the next one. */
  patienceMs: number;
}

const RELAUNCH_DELAY_MAX_MS = 5_000;

/**
 * Starts a server and starts it again whenever it ends unasked, until it is stopped. Rejects when it cannot be started
 * the first time; later failures are logged and tried again.
 */
export async function keepRunning({ name, launch, signals, exitSignal, log }: Plan): Promise<Server> {
  let stopping = false;
  let child = await launch();
  const stopped = watch();
  // However this process exits, short of being killed, it leaves no server behind.
  const kill = () => child.kill(exitSignal);
  process.once('exit', kill);

  async function watch(): Promise<void> {
    for (;;) {
      await exitOf(child);
      if (stopping) return;
      log.error(`the embedded ${name} ended unexpectedly (${howItEnded(child)}); starting it again`);
      if (!(await relaunch())) return;
      log.info(`the embedded ${name} runs again`);
    }
  }

  async function relaunch(): Promise<boolean> {
    for (let delayMs = 100; !stopping; delayMs = Math.min(2 * delayMs, RELAUNCH_DELAY_MAX_MS)) {
      try {
        child = await launch();
        return true;
      } catch (error) {
        log.error(`the embedded ${name} does not start: ${error instanceof Error ? error.message : error}`);
        await sleep(delayMs);
      }
    }
    return false;
  }

  return {
    async stop() {
      stopping = true;
      await endProcess(child, signals);
      await stopped;
      // It may have been starting again just now.
      await endProcess(child, signals);
      process.off('exit', kill);
    },
  };
}

// Mildly at first; resolves when the process is gone.
async function endProcess(child: ChildProcess, signals: readonly Ending[]): Promise<void> {
  const gone = exitOf(child);
  for (const { signal, patienceMs } of signals) {
    if (hasEnded(child)) return;
    child.kill(signal);
    const patience = new AbortController();
    await Promise.race([gone, sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
  }
}

/** Resolves when the process has ended, at once if it has already. */
export function exitOf(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}

/** "exit code 1" or "SIGKILL". */
export function howItEnded(child: ChildProcess): string {
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
