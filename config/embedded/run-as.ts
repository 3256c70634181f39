import { type SpawnOptions, spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

// "nobody" on every system we know of.
const NOBODY = 65534;

/**
 * How to run Postgres, which refuses to run as root, on behalf of whoever started us:
 * as ourselves; as root, under another user's id; or, where that user could not reach the files, as root within a user
 * namespace in which root's id shows as another.
 */
export interface RunAs {
  /** The command line to spawn in place of the binary's own. */
  wrap(binary: string, args: readonly string[]): { file: string; args: readonly string[] };
  spawn: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Gives a folder, with all that is in it, or a file to the one that Postgres runs as. */
  own(path: string): void;
}

/**
 * @param binary any of Postgres's binaries: it must be reachable for the one we run as
 * @param parent the folder that is to hold the data folder
 * @param folder the data folder, if there is one already; its owner is kept where that is an ordinary user
 */
export function chooseRunAs(binary: string, parent: string, folder: string | undefined): RunAs {
  if (process.getuid?.() !== 0) return OURSELVES;
  const owner = folder === undefined ? undefined : statSync(folder);
  const other = owner !== undefined && owner.uid !== 0 ? owner : { uid: NOBODY, gid: NOBODY };
  const candidates = [otherUser(other.uid, other.gid), NAMESPACE];
  const usable = candidates.find((candidate) => reaches(candidate, binary, parent));
  if (usable !== undefined) return usable;
  throw new StartError(
    `Postgres does not run as root, and user ${other.uid} can reach neither its programs in ${binary} nor the data ` +
      `folder in ${parent}: run as an ordinary user, open these folders, or set DATABASE_URL and REDIS_URL`,
  );
}

const OURSELVES: RunAs = {
  wrap: (file, args) => ({ file, args }),
  spawn: {},
  own: () => {},
};

function otherUser(uid: number, gid: number): RunAs {
  return { wrap: (file, args) => ({ file, args }), spawn: { uid, gid }, own: (path) => own(path, uid, gid) };
}

const NAMESPACE: RunAs = {
  wrap: (binary, args) => ({
    file: 'unshare',
    args: ['-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--', binary, ...args],
  }),
  spawn: {},
  own: (path) => own(path, 0, 0),
};

// Tried rather than computed from mode bits: access lists, mount options and sandboxes have their say as well.
function reaches(as: RunAs, binary: string, parent: string): boolean {
  const script = 'test -x "$1" && exec "$2" --version';
  const { file, args } = as.wrap('/bin/sh', ['-c', script, 'sh', parent, binary]);
  return spawnSync(file, args, { ...as.spawn, stdio: 'ignore' }).status === 0;
}

// The folder itself comes last, so that an interrupted change is done again.
function own(path: string, uid: number, gid: number): void {
  const stat = lstatSync(path);
  if (stat.uid === uid && stat.gid === gid) return;
  if (stat.isDirectory()) for (const name of readdirSync(path)) own(join(path, name), uid, gid);
  lchownSync(path, uid, gid);
}
