/** Whatever goes wrong leaves as one of the closed table's problems, and says nothing of our insides. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { type ErrorCode, type Refusal, RefusalError } from '../contract/errors.ts';
import { problemOf } from '../contract/problem.ts';
import { isWhole } from './body/read.ts';
import { hangUpAfterAnswer } from './hang-up.ts';
import { isUnreachable } from './unreachable.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** How it ended, for the metrics: 'ok' or a code of the error table. */
    outcome: 'ok' | ErrorCode;
  }
}

export const errors = plugin(
  async (app) => {
    app.decorateRequest('outcome', 'ok');
    const allowed = new AllowedMethods();
    app.addHook('onRoute', (route) => allowed.add(route.url, route.method));
    app.setNotFoundHandler(async (request, reply) => {
      const path = (request.raw.url ?? '').split('?', 1)[0] as string;
      const methods = allowed.of(path);
      if (methods.length === 0)
        return sendRefusal(request, reply, { code: 'route_not_found', detail: `There is no ${path}.` });
      reply.header('allow', methods.join(', '));
      const detail = `${path} takes ${methods.join(', ')}, not ${request.method}.`;
      return sendRefusal(request, reply, { code: 'method_not_allowed', detail });
    });
    app.setErrorHandler(async (error: FastifyError, request, reply) => {
      const refusal = refusalOf(error);
      if (refusal.code === 'internal_error') request.log.error({ err: error }, 'a request failed');
      else if (refusal.code === 'unavailable') request.log.warn({ err: error }, 'a request met a part that is away');
      return sendRefusal(request, reply, refusal);
    });
  },
  { name: 'errors', fastify: '5.x' },
);

function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  request.outcome = refusal.code;
  const problem = problemOf(refusal, request.id);
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
  // Whoever is still sending would otherwise be listened to for as long as it cares to.
  if (!isWhole(request.raw)) {
    reply.header('connection', 'close');
    hangUpAfterAnswer(request.raw.socket);
  }
  if (refusal.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply.status(problem.status).type('application/problem+json').send(problem);
}

/** A URL that no route can be looked up by: Fastify asks here, before any hook has run. */
export function onFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendRefusal(request, reply.header('x-request-id', request.id), refusalOf(error));
}

/** Fastify's own errors that a request can bring about; all others are ours. */
const fastifyErrors: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send application/json.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than this call reads.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'The body is not as long as Content-Length says.'],
  FST_ERR_BAD_URL: ['route_not_found', 'The path is not well encoded.'],
  FST_ERR_MAX_PARAM_LENGTH: ['route_not_found', 'A part of the path is too long.'],
};

export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  const { code, message } = error as FastifyError;
  const known = fastifyErrors[code];
  if (known !== undefined) return { code: known[0], detail: known[1] };
  // The client went away in the middle of its body: nobody reads this, but the log and metrics do.
  if (message === 'aborted' && code === 'ECONNRESET')
    return { code: 'malformed_body', detail: 'The body was cut off.' };
  if (isUnreachable(error)) {
    return { code: 'unavailable', detail: 'A part of the gateway cannot be reached just now.', retryAfterSeconds: 1 };
  }
  return { code: 'internal_error', detail: 'It was logged under the requestId.' };
}

/** Which methods a path answers, to tell a wrong method from a wrong path. */
class AllowedMethods {
  readonly #routes: { pattern: RegExp; methods: readonly string[] }[] = [];

  add(url: string, method: string | readonly string[]): void {
    const parts = url.split('/').map((part) => {
      if (part.startsWith(':')) return '[^/]+';
      return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    });
    this.#routes.push({ pattern: new RegExp(`^${parts.join('/')}$`), methods: [method].flat() });
  }

  of(path: string): string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}
