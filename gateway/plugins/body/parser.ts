/** Reads bodies: JSON alone, unless a route's own scope adds a type of its own. */
import { isUtf8 } from 'node:buffer';
import plugin from 'fastify-plugin';
import { refuse } from '../../contract/errors.ts';
import { jsonErrorAt, positionOf } from './json-position.ts';
import { findUnfit, maybeUnfit, unfitMessage } from './unfit.ts';

export const bodies = plugin(
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      parseJson(utf8(body)),
    );
    app.addHook('onRequest', async (request) => {
      if (request.raw.url?.includes('%00')) refuse('invalid_request', `The URL ${unfitMessage}.`);
    });
  },
  { name: 'bodies', fastify: '5.x' },
);

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
    const at = jsonErrorAt(text);
    const place = positionOf(text, at);
    const what = at >= text.length ? 'ends too early' : `has ${JSON.stringify(text[at])} where it cannot be`;
    refuse('malformed_body', `The body is not JSON: it ${what}, at ${place} (character ${at}).`);
  }
  const unfit = maybeUnfit(text) ? findUnfit(value) : undefined;
  if (unfit !== undefined)
    refuse('invalid_request', `${unfit.path || 'The body'} ${unfit.message}.`, { errors: [unfit] });
  return value;
}
