import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type Want = 'database' | 'redis';

/** What the keeper of the test servers gives until the connection is closed. */
export interface Lease {
  url: string;
  /** For a database: the address to make it from. */
  adminUrl?: string;
  /** For a Redis: whether it is the real one. */
  real?: boolean;
}

const PATIENCE_MS = 180_000;
const RESPAWN_MS = 5_000;

// One keeper for each user and checkout, whatever number of test processes and runs.
const checkout = createHash('sha256')
  .update(import.meta.url)
  .digest('hex')
  .slice(0, 8);
const folder = join(tmpdir(), `tillgate-test-${process.getuid?.() ?? 0}-${checkout}`);

/** Asks the keeper for something, starting the keeper if there is none; `end` gives it back. */
export async function leaseOf(want: Want): Promise<Lease & { end(): void }> {
  let spawnedAt = 0;
  for (const begun = Date.now(); Date.now() - begun < PATIENCE_MS; await sleep(50)) {
    const socket = await tryConnect();
    const lease = socket && (await ask(socket, want));
    if (socket && lease) {
      // A test that is over must not wait for this connection; the process's end closes it as well.
      socket.unref();
      return { ...lease, end: () => socket.destroy() };
    }
    if (Date.now() - spawnedAt < RESPAWN_MS) continue;
    spawnKeeper();
    spawnedAt = Date.now();
  }
  throw new Error(`the test servers do not start: see ${folder}.log`);
}

async function tryConnect(): Promise<Socket | undefined> {
  const socket = connect(join(folder, 'keeper.sock'));
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
}

// Undefined when the keeper ended meanwhile.
async function ask(socket: Socket, want: Want): Promise<Lease | undefined> {
  socket.on('error', () => {});
  socket.write(`${JSON.stringify(want)}\n`);
  const lines = createInterface({ input: socket });
  const line = await new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
  return line === undefined ? undefined : JSON.parse(line);
}

// A keeper that finds another at work ends at once, so that starting one too many does no harm.
function spawnKeeper(): void {
  const output = openSync(`${folder}.log`, 'a');
  const { NODE_OPTIONS: _, ...env } = process.env;
  const keeper = spawn(
    process.execPath,
    [
      ...process.execArgv.filter((flag) => !/processinfo|inspect/.test(flag)),
      fileURLToPath(new URL('./keeper.ts', import.meta.url)),
      folder,
    ],
    { detached: true, stdio: ['ignore', output, output], cwd: '/', env },
  );
  keeper.unref();
  closeSync(output);
}
