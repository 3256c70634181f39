import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileFault, StartError } from '../start-error.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import type { RunAs } from './run-as.ts';

interface Cluster {
  programs: PostgresPrograms;
  runAs: RunAs;
  /** The folder to make. */
  data: string;
  user: string;
  password: string;
}

/** Makes an empty database cluster. It appears under its own name only when it is complete. */
export async function createCluster({ programs, runAs, data, user, password }: Cluster): Promise<void> {
  const unfinished = `${data}.unfinished`;
  const passwordFile = `${data}.password`;
  try {
    // The initdb of a run that was killed may still be writing there.
    rmSync(unfinished, { recursive: true, force: true, maxRetries: 20 });
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    runAs.own(unfinished);
    runAs.own(passwordFile);
    const { file, args } = runAs.wrap(programs.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ]);
    // Detached: a Ctrl-C that comes now stops us when it is done.
    const initdb = spawn(file, args, {
      ...runAs.spawn,
      cwd: '/',
      detached: true,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [output, [status]] = await Promise.all([text(initdb.stderr), once(initdb, 'exit')]);
    if (status !== 0)
      throw new StartError(`cannot make the embedded Postgres's data folder ${data}: ${faultIn(output)}`);
    renameSync(unfinished, data);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw cause instanceof StartError ? cause : fileFault('make', data, cause);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function faultIn(output: string): string {
  if (/No space left on device|Check free disk space/.test(output)) return 'the disk is full';
  const lines = output.split('\n').map((line) => line.trim());
  const faults = lines.filter((line) => /FATAL:|PANIC:|error:/.test(line));
  return (faults[0] ?? lines.filter((line) => line !== '').at(-1) ?? 'initdb failed').replace(
    /^.*?(FATAL|PANIC|error): */,
    '',
  );
}
