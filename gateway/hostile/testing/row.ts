/** One hostile request and what it must come to; and how it is sent: over a socket of its own, that is closed afterwards. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { ErrorCode, Problem } from '../../contract/errors.ts';
import type { Key } from '../../testing/start-gateway.ts';
import type { Stage } from './stage.ts';

interface Expected {
  readonly name: string;
  readonly status: number;
  readonly code: ErrorCode;
  /** Of the first of `errors`; absent: there are none. */
  readonly path?: string;
  /** Found in the message of the first of `errors`, else in `detail`. */
  readonly message: RegExp;
  readonly retryable?: true;
}

/** By Node's own client. */
export interface RequestRow extends Expected {
  /** Whose key; 't1' unless given; null: none. */
  readonly as?: Key | null;
  readonly request: string;
  /** An object goes as JSON; text, bytes and chunks as they are. */
  readonly body?: object | string | Buffer;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The body has no length but chunks. */
  readonly chunked?: true;
}

/** To the byte, for what no client would send. */
export interface BytesRow extends Expected {
  readonly sent: readonly (string | Buffer)[];
}

export type Row = RequestRow | BytesRow;

export interface Received {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** A request without an answer after so long has failed: far more than a loaded machine needs. */
const deadlineMs = 240_000;

export function send(stage: Stage, row: Row): Promise<Received> {
  return 'sent' in row ? exchange(stage.port, row.sent) : sendRequest(stage, row);
}

export function sendRequest({ gateway, port }: Stage, row: Omit<RequestRow, keyof Expected>): Promise<Received> {
  const { as = 't1', request, body, headers = {}, chunked } = row;
  const [method, path] = request.split(' ') as [string, string];
  const raw = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
  const bytes = Buffer.from(raw ? (body ?? '') : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      timeout: deadlineMs,
      headers: {
        ...(as !== null && { authorization: `Bearer ${gateway.secret(as)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(chunked === undefined && body !== undefined && { 'content-length': bytes.length }),
        ...(chunked === true && { 'transfer-encoding': 'chunked' }),
        ...headers,
      },
    });
    let answered = false;
    sent.on('response', (response) => {
      answered = true;
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text });
      });
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${request}`)));
    // Who is refused in the middle of a long body is hung up on once the answer is out.
    sent.on('error', (error) => answered || reject(error));
    sent.end(bytes);
  });
}

/** What came back until the other side hung up. */
export function exchange(port: number, sent: readonly (string | Buffer)[]): Promise<Received> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of sent) socket.write(part);
    });
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      received += text;
    });
    socket.on('close', () => resolve(readReply(received)));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? resolve(readReply(received)) : reject(error),
    );
    socket.setTimeout(deadlineMs, () => socket.destroy(new Error(`no answer after ${received}`)));
  });
}

/** The first reply of those that came. */
function readReply(received: string): Received {
  const [head = '', text = ''] = received.split('\r\n\r\n');
  const status = Number(/^HTTP\/1.1 (\d{3}) /.exec(head)?.[1] ?? 0);
  const contentType = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? text.length);
  return { status, contentType, text: Buffer.from(text).subarray(0, length).toString() };
}

export function problemIn({ text }: Received): Problem {
  return JSON.parse(text) as Problem;
}
