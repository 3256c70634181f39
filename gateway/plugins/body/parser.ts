/** Reads bodies: JSON alone, unless a route's own scope adds a type of its own. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import plugin from 'fastify-plugin';
import { type ErrorDetail, RefusalError, refuse } from '../../contract/errors.ts';
import { jsonErrorAt, positionOf } from './json-position.ts';
import { isHere, readBody } from './read.ts';
import { findRepeated } from './repeated.ts';
import { findUnfit, maybeUnfit, unfitMessage } from './unfit.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a stream that may take as long as it keeps coming: a day's receipts of an offline till. */
    longBody?: boolean;
  }
}

export const bodies = plugin<{ readonly bodyTimeoutMs?: number }>(
  async (app, { bodyTimeoutMs = 30_000 }) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', (request, payload, done) => {
      readBody(request, payload, (failed, body) => {
        if (body === undefined) return done(failed);
        let value: unknown;
        try {
          value = parseJson(utf8(body));
        } catch (error) {
          return done(error as Error);
        }
        done(null, value);
      });
    });
    // Node's own requestTimeout knows no routes, and must leave time for the longest body of all.
    app.addHook('preParsing', (request, reply, payload, done) => {
      if (isHere(request.raw) || !hasBody(request.raw) || request.routeOptions.config.longBody === true) {
        done(null, payload);
        return;
      }
      const timer = setTimeout(() => {
        // Said to whoever reads it, and not by destroying it: that would close the socket before the reply.
        if (payload.listenerCount('error') > 0) payload.emit('error', tooSlow());
      }, bodyTimeoutMs).unref();
      const clear = () => clearTimeout(timer);
      payload.once('end', clear);
      reply.raw.once('close', clear);
      done(null, payload);
    });
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.raw.url?.includes('%00')) refuse('invalid_request', `The URL ${unfitMessage}.`);
      const coding = request.headers['content-encoding'];
      if (coding !== undefined && coding !== 'identity') refuseEncoded(coding);
      done();
    });
  },
  { name: 'bodies', fastify: '5.x' },
);

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

/** What is small on its way here may be huge once it is unpacked. */
function refuseEncoded(coding: string): never {
  refuse('unsupported_media_type', `A body of content-encoding ${coding} is not read: send it uncompressed.`, {
    errors: [{ path: 'content-encoding', message: `must not be ${coding}: send the body uncompressed` }],
  });
}

function tooSlow(): RefusalError {
  return new RefusalError({ code: 'request_timeout', detail: 'The body took too long to arrive.' });
}

/** Refuses malformed_body for bytes that are not UTF-8. */
export function utf8(body: Buffer): string {
  if (!isUtf8(body)) refuse('malformed_body', 'The body is not UTF-8.');
  return body.toString('utf8');
}

/** An empty body is none. Refuses malformed_body with the place, and invalid_request for what cannot be kept. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('malformed_body', `The body is not JSON: ${mistakeIn(text)}.`);
  }
  const unfit = unfitIn(text, value);
  if (unfit !== undefined)
    refuse('invalid_request', `${unfit.path || 'The body'} ${unfit.message}.`, { errors: [unfit] });
  return value;
}

/** What a text must not hold that is JSON, and was parsed to `value`. */
export function unfitIn(text: string, value: unknown): ErrorDetail | undefined {
  return (maybeUnfit(text) ? findUnfit(value) : undefined) ?? findRepeated(text, value);
}

/** Why a text is not JSON, and where: "it ends too early, at line 1, column 5 (character 4)". */
export function mistakeIn(text: string): string {
  const at = jsonErrorAt(text);
  const what = at >= text.length ? 'ends too early' : `has ${named(text[at] ?? '')} where it cannot be`;
  return `it ${what}, at ${positionOf(text, at)} (character ${at})`;
}

/** What nobody could see in a message goes by its number. */
function named(character: string): string {
  if (!/[\p{C}\p{Z}]/u.test(character)) return JSON.stringify(character);
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
