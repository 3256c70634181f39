import { type ChildProcess, fork, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real Redis, if it is on PATH. */
export function findRedis(): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'redis-server'));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface Spawn {
  /** Undefined: the one in JavaScript. */
  program: string | undefined;
  cwd: string;
  /** The file its output goes to. */
  output: number;
  port: number;
  password: string;
}

/** Detached, or the terminal's Ctrl-C would stop it before we have drained. */
export function spawnRedis(spawn: Spawn): ChildProcess {
  return spawn.program === undefined ? spawnJavaScript(spawn) : spawnProgram(spawn.program, spawn);
}

function spawnProgram(program: string, { cwd, output, port, password }: Spawn): ChildProcess {
  // Settings by standard input: a command line would show the password to everybody on the machine.
  const child = spawn(program, ['-'], { cwd, detached: true, stdio: ['pipe', output, output] });
  child.stdin?.on('error', () => {});
  child.stdin?.end(
    ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, 'save ""', 'appendonly no', 'daemonize no', ''].join(
      '\n',
    ),
  );
  return child;
}

function spawnJavaScript({ cwd, output, port, password }: Spawn): ChildProcess {
  const script = new URL(`./redis-in-javascript${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  const child = fork(script, {
    cwd,
    detached: true,
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    stdio: ['ignore', output, output, 'ipc'],
  });
  child.send({ port, password });
  return child;
}
