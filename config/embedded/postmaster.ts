import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { startOfProcess } from './process-identity.ts';

/** What a running Postgres says of itself in its data folder's postmaster.pid. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** Undefined when there is no postmaster.pid, or it is only half written. */
export function readPostmaster(folder: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  // src/include/utils/pidfile.h: pid, folder, start, port, socket folder, address, shared memory, state.
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Stops the Postgres that a killed process left running on this data folder, and clears away its pid file if it died
 * as well. Its pid may belong to quite another process by now, which is left alone.
 */
export async function stopLeftBehind(folder: string, log: Log): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  const left = readPostmaster(folder);
  if (left === undefined || !isPostgresOn(left.pid, folder)) {
    rmSync(pidFile, { force: true });
    return;
  }
  log.info(`stopping the embedded Postgres (process ${left.pid}) that an earlier run left behind`);
  // Fast shutdown, then immediate: the latter leaves crash recovery to the next start.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(left.pid, signal);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new StartError(`process ${left.pid} is a Postgres on ${folder} and cannot be stopped by this user`, {
        cause,
      });
    }
    for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
      if (startOfProcess(left.pid) === undefined) return;
      await sleep(20);
    }
  }
  throw new StartError(`process ${left.pid}, a Postgres that an earlier run left behind on ${folder}, does not stop`);
}

// A postmaster works in its data folder and never changes the command line it was started with.
function isPostgresOn(pid: number, folder: string): boolean {
  if (startOfProcess(pid) === undefined) return false;
  if (process.platform !== 'linux') {
    const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
    return command.includes('postgres') && command.includes(folder);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}
