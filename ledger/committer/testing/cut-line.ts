/**
 * The line between a gateway and Postgres, which can be cut at any message: before the server has it, after the server
 * has answered and before the gateway hears of it, or by silence. Postgres goes on as it does when a cable is pulled.
 */
import { createServer, connect as dial, type Socket } from 'node:net';

export type Cut = 'before' | 'after' | 'silence';

export interface CutLine {
  /** As the database's, through the line. */
  readonly url: string;
  /** Once, at the next message that contains `text`. */
  cutAt(text: string, how: Cut): void;
  /** Once, at the message of this number from now on; 1 is the next. */
  cutAtMessage(number: number, how: Cut): void;
  /** Whether the cut that was asked for last has been made. */
  readonly cut: boolean;
  close(): Promise<void>;
}

export async function cutLine(databaseUrl: string): Promise<CutLine> {
  const target = new URL(databaseUrl);
  let due: { readonly is: (chunk: Buffer) => boolean; readonly how: Cut } | undefined;
  const sockets = new Set<Socket>();

  const server = createServer((gateway) => {
    const postgres = dial({ host: target.hostname, port: Number(target.port) });
    let deaf = false;
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
    gateway.on('data', (chunk) => {
      const how = due?.is(chunk) === true ? due.how : undefined;
      if (how !== undefined) due = undefined;
      if (how === 'before') {
        gateway.destroy();
        return;
      }
      if (how === 'silence') silent = true;
      if (how === 'after') deaf = true;
      if (!silent) postgres.write(chunk);
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
      due = { how, is: (chunk) => chunk.includes(text) };
    },
    cutAtMessage(number, how) {
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
