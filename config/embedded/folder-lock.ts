import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileFault, StartError } from '../start-error.ts';
import { startOfProcess, stillRuns } from './process-identity.ts';

/** Another live process has the folder. */
export class FolderInUse extends StartError {
  override name = 'FolderInUse';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`the data folder ${folder} is in use by process ${pid}: stop it, or set TILLGATE_DATA to another folder`);
    this.pid = pid;
  }
}

/**
 * Takes the data folder for this process; returns what gives it up again. The lock is a file with its owner's pid and
 * start, so that the lock of a process that was killed is recognised and taken over.
 */
export function lockFolder(folder: string): () => void {
  const lock = join(folder, 'tillgate.lock');
  const mine = join(folder, `tillgate.lock.${randomUUID()}`);
  const content = `${process.pid} ${startOfProcess(process.pid) ?? ''}\n`;
  try {
    writeFileSync(mine, content, { mode: 0o644 });
  } catch (cause) {
    throw fileFault('write to the data folder', folder, cause);
  }
  try {
    while (!tryLink(mine, lock)) {
      const held = read(lock);
      if (held === undefined) continue;
      const pid = ownerOf(held);
      if (pid !== undefined) throw new FolderInUse(folder, pid);
      takeAway(lock, held, `${mine}.stale`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    if (read(lock) === content) rmSync(lock, { force: true });
  };
}

/** The pid of the live process that has the folder locked, if there is one. */
export function holderOfFolder(folder: string): number | undefined {
  const held = read(join(folder, 'tillgate.lock'));
  return held === undefined ? undefined : ownerOf(held);
}

// link(2) either makes the lock with its whole content or fails: nobody ever reads half a lock.
function tryLink(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileFault('lock the data folder with', lock, cause);
  }
}

// Two starting processes may both find the same stale lock. The slower one would move away the quicker one's fresh
// lock: it sees that by the content and puts it back.
function takeAway(lock: string, expected: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fileFault('take over the lock', lock, cause);
  }
  if (read(aside) !== expected) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function ownerOf(content: string): number | undefined {
  const [pid, ...start] = content.trim().split(' ');
  return stillRuns(Number(pid), start.join(' ')) ? Number(pid) : undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileFault('read', path, cause);
  }
}
