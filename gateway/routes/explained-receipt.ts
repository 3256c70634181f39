/** A receipt explained, as whoever asks reads it: JSON with its trace for programs, a page of plain text for people. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedOf } from '../accept.ts';
import type { ReceiptReference } from '../contract/common.ts';
import { refuse } from '../contract/errors.ts';
import { explainReceipt } from '../flows/explain-receipt.ts';
import { readReceipt } from '../flows/read-receipt.ts';
import { languageOf } from '../language.ts';
import type { Parts } from '../parts.ts';
import { credentialOf } from '../plugins/access.ts';
import { sendAnswer } from './answer.ts';

export const explainDescription =
  'Evaluate it again as stored, and add `trace`. With `Accept: text/plain` the reply is a page to be read aloud, in the ' +
  'language of Accept-Language: en or ru.';

export async function sendReceipt(
  parts: Parts,
  request: FastifyRequest,
  reply: FastifyReply,
  reference: ReceiptReference,
  options: { readonly explain: boolean; readonly kind?: 'sale' | 'return' },
): Promise<void> {
  const credential = credentialOf(request);
  if (!options.explain || typeAsked(request) === 'application/json') {
    const body = await readReceipt(parts, credential, reference, options);
    sendAnswer(reply, { body, replayed: false }, 200);
    return;
  }
  const language = languageOf(request.headers['accept-language']);
  const page = await explainReceipt(parts, credential, reference, {
    language,
    ...(options.kind !== undefined && { kind: options.kind }),
  });
  reply
    .header('content-language', language)
    .header('vary', 'accept, accept-language')
    .type('text/plain; charset=utf-8')
    .send(page);
}

function typeAsked({ headers }: FastifyRequest): 'application/json' | 'text/plain' {
  const type = acceptedOf(headers.accept, ['application/json', 'text/plain']);
  if (type !== undefined) return type;
  refuse('not_acceptable', 'An explained receipt is application/json or text/plain.', {
    errors: [{ path: 'accept', message: 'must allow application/json or text/plain' }],
  });
}
