/** The processes under test and the generator: started, and ended with us. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../config/embedded/free-port.ts';
import { StartError } from '../../../config/start-error.ts';
import type { SubjectName } from '../options.ts';
import { environmentWith, moduleArguments } from './tillgate.ts';

export interface Subject {
  readonly name: SubjectName;
  readonly url: string;
  readonly pid: number;
  /** SIGTERM, as an operator would; resolves when it is gone. */
  stop(): Promise<void>;
}

interface Launch {
  readonly name: SubjectName;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly logFile: string;
  readonly cpuProfiles?: string | undefined;
}

/** Who ends instead is noticed at once; loaded from source, on a machine that is busy with tests, it takes minutes. */
const readyMs = 300_000;
const stopMs = 60_000;

export async function startSubject(launch: Launch): Promise<Subject> {
  const { name, databaseUrl, redisUrl, logFile } = launch;
  const port = await freePort();
  const settings: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...((name === 'inline' || name === 'pair') && { TILLGATE_WORKERS: '0' }),
  };
  const output = openSync(logFile, 'a');
  const child = spawn(process.execPath, [...profiling(launch), ...commandOf(name)], {
    env: environmentWith(settings),
    stdio: ['ignore', output, output, ...(name === 'pair' ? (['ipc'] as const) : [])],
  });
  closeSync(output);
  const stop = endingWithUs(child, name);
  const url = `http://127.0.0.1:${port}`;
  // One of a pair that listens would be given all connections.
  if (name === 'pair') await Promise.race([once(child, 'message'), once(child, 'exit'), sleep(readyMs)]);
  await ready(child, url, logFile);
  return { name, url, pid: child.pid ?? 0, stop };
}

function commandOf(name: SubjectName): readonly string[] {
  if (name === 'baseline') return moduleArguments('loadtest/baseline/server');
  return name === 'pair' ? moduleArguments('loadtest/bench/setup/pair') : [...moduleArguments('bin/tillgate'), 'start'];
}

function profiling({ name, cpuProfiles }: Launch): string[] {
  if (cpuProfiles === undefined) return [];
  const folder = join(cpuProfiles, name);
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

async function ready(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (const until = Date.now() + readyMs; Date.now() < until && running(child); ) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  const said = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new StartError(`${url} did not get ready:\n${said}`);
}

export function startGenerator(): { child: ChildProcess; stop(): Promise<void> } {
  const [script = '', ...execArgv] = moduleArguments('loadtest/bench/load/generator').reverse();
  const child = fork(script, {
    execArgv: execArgv.reverse(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return { child, stop: endingWithUs(child, 'generator') };
}

/** However we end, short of being killed, it does not stay behind. */
function endingWithUs(child: ChildProcess, name: string): () => Promise<void> {
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  return async () => {
    await end(child, name);
    process.off('exit', kill);
  };
}

async function end(child: ChildProcess, name: string): Promise<void> {
  if (!running(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = sleep(stopMs, 'late', { ref: false });
  if ((await Promise.race([gone, late])) !== 'late') return;
  child.kill('SIGKILL');
  throw new StartError(`${name} did not stop within ${stopMs / 1000} s`);
}

function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
