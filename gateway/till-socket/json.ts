/** tillgate.json: a frame is a text message. */

import { mistakeIn, unfitIn } from '../plugins/body/parser.ts';
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
    return unreadable('malformed_body', `The frame is not JSON: ${mistakeIn(text)}.`);
  }
  return { kind: 'value', value, unfit: unfitIn(text, value) };
}
