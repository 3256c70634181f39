/** What comes over a socket and is no HTTP that Node reads: it never becomes a request, but gets a problem all the same. */
import type { Socket } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import type { Refusal } from '../contract/errors.ts';
import { problemOf } from '../contract/problem.ts';

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { code: 'headers_too_large', detail: 'The headers are larger than 16 KiB together.' },
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'request_timeout', detail: 'The request took too long to arrive.' },
};
const malformed: Refusal = { code: 'malformed_request', detail: 'What arrived is not HTTP/1.1.' };

export function onClientError(error: Error & { code?: string }, socket: Socket): void {
  // Reset by the other side: there is nobody to tell.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const requestId = uuidv7();
  const problem = problemOf(refusals[error.code ?? ''] ?? malformed, requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} Error`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
