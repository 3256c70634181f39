/** What comes over a socket and is no HTTP that Node reads: it never becomes a request, but gets a problem all the same. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import plugin from 'fastify-plugin';
import { v7 as uuidv7 } from 'uuid';
import { type Refusal, refuse } from '../contract/errors.ts';
import { problemOf } from '../contract/problem.ts';
import { hangUp } from './hang-up.ts';

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { code: 'headers_too_large', detail: 'The headers are larger than 16 KiB together.' },
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'request_timeout', detail: 'The request took too long to arrive.' },
};
const malformed: Refusal = { code: 'malformed_request', detail: 'What arrived is not HTTP/1.1.' };

const latest = Symbol('latest');
/** A socket remembers the reply to its last request: itself, since an entry in a WeakMap a request is dear to the garbage collector. */
type Remembering = Socket & { [latest]?: ServerResponse };

/** For requests that Node would answer by itself, without a problem. */
export const strayRequests = plugin(
  async (app) => {
    app.addHook('onRequest', ({ raw, headers }, reply, done) => {
      (raw.socket as Remembering)[latest] = reply.raw;
      if (headers.host === undefined && raw.httpVersionMinor > 0) {
        refuse('malformed_request', 'A request of HTTP/1.1 names its Host.', {
          errors: [{ path: 'host', message: 'is required' }],
        });
      }
      done();
    });
    // RFC 9110, 10.1.1: an expectation that we do not know need not be refused.
    app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  },
  { name: 'stray-requests', fastify: '5.x', dependencies: ['errors'] },
);

export function onClientError(error: Error & { code?: string }, socket: Socket): void {
  // Reset by the other side: there is nobody to tell.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const problem = problemOf(refusals[error.code ?? ''] ?? malformed, uuidv7());
  const before = (socket as Remembering)[latest];
  // What arrived whole before the rubbish is answered first: its client must not take this for its answer.
  if (before?.req.complete === true && !before.writableFinished) {
    before.once('finish', () => endWith(socket, problem));
  } else endWith(socket, problem);
}

function endWith(socket: Socket, problem: ReturnType<typeof problemOf>): void {
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} Error`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${problem.requestId}`,
    'Connection: close',
  ];
  hangUp(socket, `${head.join('\r\n')}\r\n\r\n${body}`);
}
