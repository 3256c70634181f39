// Keeps the servers that tests run on, in a process of its own. Every test file holds a connection for each thing it
// asked for; what was made for it goes when the connection does, however the test ended. Some seconds after the last
// connection everything stops and is deleted.
//
// One line of JSON from the client, `"database"` or `"redis"`, and one line in answer (Lease).
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { FolderInUse, lockFolder } from '../../config/embedded/folder-lock.ts';
import { startPostgres } from '../../config/embedded/postgres.ts';
import { startRedis } from '../../config/embedded/redis.ts';
import type { Lease, Want } from './lease.ts';

const LINGER_MS = 10_000;

const folder = process.argv[2] ?? '';
mkdirSync(folder, { recursive: true });
lockUnlessKept();
const log = { debug() {}, info: console.log, warn: console.warn, error: console.error };
const postgres = await startPostgres({ folder, log, durable: false, maxConnections: 300 });

const leases = new Set<Promise<void>>();
let linger = setTimeout(finish, LINGER_MS);

const socketPath = join(folder, 'keeper.sock');
rmSync(socketPath, { force: true });
const server = createServer((socket) => {
  socket.on('error', () => {});
  const lease = serve(socket).catch((error) => console.error(error));
  leases.add(lease);
  clearTimeout(linger);
  lease.finally(() => {
    leases.delete(lease);
    if (leases.size === 0) linger = setTimeout(finish, LINGER_MS);
  });
}).listen(socketPath);

// Of several keepers started at once, one stays.
function lockUnlessKept(): void {
  try {
    lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) process.exit();
    throw error;
  }
}

async function serve(socket: Socket): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  for await (const line of createInterface({ input: socket })) {
    const want: Want = JSON.parse(line);
    const { lease, end } = want === 'database' ? leaseDatabase() : await leaseRedis();
    socket.write(`${JSON.stringify(lease)}\n`);
    await closed;
    await end();
  }
}

// The client clones the database itself, for it alone knows the migrations.
function leaseDatabase(): { lease: Lease; end(): Promise<void> } {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const lease = { url: databaseUrl(name), adminUrl: postgres.url };
  return { lease, end: () => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function leaseRedis(): Promise<{ lease: Lease; end(): Promise<void> }> {
  const redis = await startRedis({ folder: mkdtempSync(join(folder, 'redis-')), log });
  return { lease: { url: redis.url, real: redis.real }, end: redis.stop };
}

function databaseUrl(name: string): string {
  const url = new URL(postgres.url);
  url.pathname = name;
  return url.href;
}

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function finish(): Promise<void> {
  server.close();
  await postgres.stop();
  // Its lock goes with it: another keeper that starts meanwhile has a new folder, and nothing is deleted under it.
  const gone = `${folder}.${process.pid}`;
  renameSync(folder, gone);
  rmSync(gone, { recursive: true, force: true });
  rmSync(`${folder}.log`, { force: true });
  process.exit();
}
