/**
 * Calls of the gateway over HTTP. What may succeed later is tried again with the very same request, as a till would:
 * no connection, a time-out, a reply that breaks off, 429, 502-504, and whatever the problem itself calls retryable.
 * Receipts, returns and holds carry their own keys, so a repeated request counts once.
 */
import { DelegateBackoff, handleType, retry } from 'cockatiel';
import { Agent, type Dispatcher, request } from 'undici';
import type { Problem } from '../../gateway/contract/errors.ts';
import { createLatencies, type Latencies } from './latencies.ts';

export interface Call {
  /** What the report calls it. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** With its query: /v1/receipts?till=… */
  readonly path: string;
  readonly body?: unknown;
  /** Of the body; JSON unless given. */
  readonly contentType?: string;
  readonly idempotencyKey?: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly body: T; readonly replayed: boolean }
  | { readonly ok: false; readonly problem: Problem };

export interface Client {
  /** Throws GatewayLost once retrying has taken too long, NotAllowed on 401 and 403; other refusals are answers. */
  call<T>(call: Call): Promise<Answer<T>>;
  readonly latencies: Latencies;
  /** Requests sent again so far. */
  readonly retries: () => number;
  close(): Promise<void>;
}

/** The gateway did not answer in the time that retries are given. */
export class GatewayLost extends Error {
  override name = 'GatewayLost';
}

/** The key is unknown, or its role may not do what the replay needs. */
export class NotAllowed extends Error {
  override name = 'NotAllowed';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Not yet an outcome: the same request again may have one. */
class Transient extends Error {
  override name = 'Transient';
  readonly waitMs: number;

  constructor(message: string, waitMs: number, cause?: unknown) {
    super(message, { cause });
    this.waitMs = waitMs;
  }
}

export interface ClientOptions {
  readonly url: string;
  readonly key: string;
  readonly concurrency: number;
  readonly retryForMs: number;
  readonly timeoutMs?: number;
  /** Aborted: nothing is tried again. */
  readonly signal?: AbortSignal;
}

const firstWaitMs = 50;
const longestWaitMs = 2_000;

export function createClient(options: ClientOptions): Client {
  const { url, key, concurrency, retryForMs, timeoutMs = 30_000, signal } = options;
  const agent = new Agent({
    connections: concurrency,
    connect: { timeout: 5_000 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const base = url.replace(/\/+$/, '');
  const latencies = createLatencies();
  let retries = 0;

  const policy = retry(handleType(Transient), {
    maxAttempts: Number.MAX_SAFE_INTEGER,
    backoff: new DelegateBackoff((context) => {
      retries += 1;
      const asked =
        'error' in context.result && context.result.error instanceof Transient ? context.result.error : null;
      const grown = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(10, context.attempt));
      // Jitter, so that calls that failed together do not come back together.
      return Math.max(asked?.waitMs ?? 0, grown * (0.5 + Math.random() / 2));
    }),
  });

  return {
    latencies,
    retries: () => retries,
    close: () => agent.destroy(),
    async call<T>(call: Call): Promise<Answer<T>> {
      const begun = Date.now();
      const exchange = requestOf(call, base, key, agent);
      const answer = await policy.execute(async () => {
        const sentAt = performance.now();
        try {
          const answered = await answerOf<T>(exchange);
          latencies.record(call.name, performance.now() - sentAt);
          return answered;
        } catch (error) {
          if (error instanceof GatewayLost) throw error;
          const transient = error instanceof Transient ? error : unanswered(error);
          if (Date.now() - begun < retryForMs && signal?.aborted !== true) throw transient;
          const seconds = Math.round((Date.now() - begun) / 1000);
          throw new GatewayLost(`${base} gave no outcome of ${call.name} in ${seconds} s: ${transient.message}`, {
            cause: error,
          });
        }
      });
      if (!answer.ok && (answer.problem.status === 401 || answer.problem.status === 403)) {
        const { status, title, detail } = answer.problem;
        throw new NotAllowed(`${call.method} ${call.path}: ${title}: ${detail}`, status);
      }
      return answer;
    },
  };
}

function requestOf(
  call: Call,
  base: string,
  key: string,
  dispatcher: Dispatcher,
): () => Promise<Dispatcher.ResponseData> {
  const { method, path, body, idempotencyKey, contentType = 'application/json' } = call;
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${key}`,
    ...(text === undefined ? {} : { 'content-type': contentType }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
  return () =>
    request(`${base}${path}`, { dispatcher, method, headers, ...(text === undefined ? {} : { body: text }) });
}

async function answerOf<T>(send: () => Promise<Dispatcher.ResponseData>): Promise<Answer<T>> {
  const { statusCode: status, headers, body } = await send();
  const text = await body.text();
  const content = parsed(text);
  if (status < 300) {
    if (content === undefined) throw new Transient(`the reply ${status} is not JSON: ${text.slice(0, 80)}`, 0);
    return { ok: true, status, body: content as T, replayed: headers['idempotency-replayed'] === 'true' };
  }
  const problem = problemOf(content);
  if (problem === undefined && status < 500 && status !== 429) {
    throw new GatewayLost(`the answer ${status} is not a gateway's: ${text.slice(0, 80)}`);
  }
  if (problem === undefined || problem.retryable || status === 429 || (status >= 502 && status <= 504)) {
    const seconds = Number(headers['retry-after'] ?? 0);
    const waitMs = Number.isFinite(seconds) ? Math.min(10, seconds) * 1000 : 0;
    throw new Transient(`${status} ${problem?.detail ?? text.slice(0, 80)}`, waitMs);
  }
  return { ok: false, problem };
}

function problemOf(content: unknown): Problem | undefined {
  const problem = content as Partial<Problem> | null | undefined;
  return typeof problem?.code === 'string' ? (problem as Problem) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unanswered(error: unknown): Transient {
  const { message, code } = error as Error & { code?: string };
  return new Transient(code === undefined || message.includes(code) ? message : `${message} (${code})`, 0, error);
}
