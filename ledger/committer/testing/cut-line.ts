/**
 * The line between a gateway and Postgres, which can be cut at any request: before the server has it, after the server
 * has answered and before the gateway hears of it, or by silence. Postgres goes on as it does when a cable is pulled.
 *
 * A request is what the server answers as one: a simple query, or messages of the extended protocol up to their Sync.
 */
import { createServer, connect as dial, type Socket } from 'node:net';

export type Cut = 'before' | 'after' | 'silence';

export interface CutLine {
  /** As the database's, through the line. */
  readonly url: string;
  /** Once, at the next request that contains `text`. */
  cutAt(text: string, how: Cut): void;
  /** Once, at the request of this number from now on; 1 is the next. */
  cutAtRequest(number: number, how: Cut): void;
  /** Whether the cut that was asked for last has been made. */
  readonly cut: boolean;
  close(): Promise<void>;
}

export async function cutLine(databaseUrl: string): Promise<CutLine> {
  const target = new URL(databaseUrl);
  let due: { readonly is: (request: Buffer) => boolean; readonly how: Cut } | undefined;
  const sockets = new Set<Socket>();

  const server = createServer((gateway) => {
    const postgres = dial({ host: target.hostname, port: Number(target.port) });
    let deaf = false;
    let lastHeard = false;
    let silent = false;
    for (const socket of [gateway, postgres]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        if (silent) return;
        gateway.destroy();
        postgres.destroy();
      });
    }
    const requests = splitter();
    gateway.on('data', (chunk) => {
      for (const request of requests(chunk)) {
        const how = due?.is(request) === true ? due.how : undefined;
        if (how !== undefined) due = undefined;
        if (how === 'before') {
          gateway.destroy();
          return;
        }
        if (how === 'silence') silent = true;
        // What comes after it is lost as well: its answer would tell.
        if (how === 'after') lastHeard = true;
        if (!silent && !deaf) postgres.write(request);
        if (lastHeard) deaf = true;
      }
    });
    postgres.on('data', (chunk) => {
      if (deaf) gateway.destroy();
      else if (!silent) gateway.write(chunk);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  return {
    url: url.href,
    cutAt(text, how) {
      due = { how, is: (request) => request.includes(text) };
    },
    cutAtRequest(number, how) {
      let left = number;
      due = {
        how,
        is() {
          left -= 1;
          return left === 0;
        },
      };
    },
    get cut() {
      return due === undefined;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const sync = 'S'.charCodeAt(0);
const query = 'Q'.charCodeAt(0);
const password = 'p'.charCodeAt(0);

/** Takes what a client sends apart into whole requests; the first message of a connection has a length and no type. */
function splitter(): (chunk: Buffer) => Buffer[] {
  let waiting: Buffer = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    const requests: Buffer[] = [];
    for (let at = 0; ; ) {
      const head = started ? 1 : 0;
      if (waiting.length < at + head + 4) return requests;
      const end = at + head + waiting.readInt32BE(at + head);
      if (waiting.length < end) return requests;
      const type = waiting[at];
      const ends = !started || type === sync || type === query || type === password;
      started = true;
      at = end;
      if (!ends) continue;
      requests.push(waiting.subarray(0, end));
      waiting = waiting.subarray(end);
      at = 0;
    }
  };
}
