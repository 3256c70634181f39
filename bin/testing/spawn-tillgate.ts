import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withoutOurs } from './without-ours.ts';

const script = fileURLToPath(new URL('../tillgate.ts', import.meta.url));

/** Starts the command line in a process of its own, with only these variables of Tillgate's. */
export function spawnTillgate(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, script, ...args], {
    env: { ...withoutOurs(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
