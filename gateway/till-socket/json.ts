/** tillgate.json: a frame is a text message. */

import { jsonErrorAt, positionOf } from '../plugins/body/json-position.ts';
import { findUnfit, maybeUnfit } from '../plugins/body/unfit.ts';
import type { Codec, Incoming } from './codec.ts';
import { unreadable } from './unreadable.ts';

/** It remembers nothing, so all sockets have the same. */
export const jsonCodec: Codec = {
  read: (message, isBinary) => {
    if (isBinary) return unreadable('unsupported_media_type', 'tillgate.json takes text messages, not binary ones.');
    return readJson(message.toString('utf8'));
  },
  write: ({ id, status, body, replayed }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return `{"id":${JSON.stringify(id)},"status":${status},"body":${text}${replayed ? ',"replayed":true' : ''}}`;
  },
  writePush: (push) => JSON.stringify(push),
};

function readJson(text: string): Incoming {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const at = jsonErrorAt(text);
    const what = at >= text.length ? 'ends too early' : `has ${JSON.stringify(text[at])} where it cannot be`;
    const place = `${positionOf(text, at)} (character ${at})`;
    return unreadable('malformed_body', `The frame is not JSON: it ${what}, at ${place}.`);
  }
  return { kind: 'value', value, unfit: maybeUnfit(text) ? findUnfit(value) : undefined };
}
