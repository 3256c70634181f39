/**
 * What each op of a till's socket does: a row of access/calls.ts, the body's schema and one flow, as a route is. A test
 * holds every row against the route of its call. What a route takes in its query (explain, dry) is asked over HTTP.
 */
import type { Static, TSchema } from 'typebox';
import type { Call } from '../access/calls.ts';
import type { Credential } from '../access/credential.ts';
import { type AnsweredOp, bodies } from '../contract/socket.ts';
import { cancel } from '../flows/cancel.ts';
import { commit } from '../flows/commit.ts';
import { createHold, extendHold, voidHold } from '../flows/hold.ts';
import { quote } from '../flows/quote.ts';
import type { Answer } from '../flows/receipt/outcome.ts';
import { takeReturn } from '../flows/return.ts';
import type { Parts } from '../parts.ts';

interface Asked<Body> {
  readonly parts: Parts;
  readonly credential: Credential;
  readonly body: Body;
  /** As Idempotency-Key. */
  readonly key: string | undefined;
}

export interface Operation<Body = unknown> {
  readonly call: Call;
  readonly schema: TSchema;
  /** Of what is new; 200 of what was known already. */
  readonly status: 200 | 201;
  run(asked: Asked<Body>): Promise<Answer | object>;
}

/** The body is what its schema says when it comes to `run`: validated by answer.ts. */
function operation<Op extends AnsweredOp>(
  op: Op,
  row: Omit<Operation<Static<(typeof bodies)[Op]>>, 'schema'>,
): Operation {
  return { ...row, schema: bodies[op] } as Operation;
}

/** But ping, which is nobody's business but the socket's. */
export const operations: Readonly<Record<Exclude<AnsweredOp, 'ping'>, Operation>> = {
  quote: operation('quote', {
    call: 'quotes.create',
    status: 200,
    run: ({ parts, credential, body }) => quote(parts, credential, body, { explain: false }),
  }),
  hold: operation('hold', {
    call: 'holds.create',
    status: 201,
    run: ({ parts, credential, body, key }) => createHold(parts, credential, body, key),
  }),
  'hold.void': operation('hold.void', {
    call: 'holds.void',
    status: 200,
    run: ({ parts, credential, body }) => voidHold(parts, credential, body.id),
  }),
  'hold.extend': operation('hold.extend', {
    call: 'holds.extend',
    status: 200,
    run: ({ parts, credential, body }) => extendHold(parts, credential, body.id, body.ttl),
  }),
  commit: operation('commit', {
    call: 'receipts.create',
    status: 201,
    run: ({ parts, credential, body }) => commit(parts, credential, body),
  }),
  return: operation('return', {
    call: 'returns.create',
    status: 201,
    run: ({ parts, credential, body }) => takeReturn(parts, credential, body, { dry: false }),
  }),
  cancel: operation('cancel', {
    call: 'receipts.cancel',
    status: 200,
    run: ({ parts, credential, body }) => cancel(parts, credential, body),
  }),
};
