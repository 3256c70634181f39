/** From a frame to its answer: the doors that a request over HTTP goes through, in their order, then the same flow. */
import type { TSchema } from 'typebox';
import { mayCall } from '../access/calls.ts';
import { type ErrorDetail, type Refusal, RefusalError, refuse } from '../contract/errors.ts';
import { problemOf } from '../contract/problem.ts';
import { ref } from '../contract/reference.ts';
import { bodies, Frame } from '../contract/socket.ts';
import type { Parts } from '../parts.ts';
import { refusalOf } from '../plugins/errors.ts';
import type { App } from '../routes/route.ts';
import { type Operation, operations } from './operations.ts';

export interface Asker {
  readonly secret: string;
  /** The socket's. */
  readonly till: string;
  /** Of the frame, for the problem and the log. */
  readonly requestId: string;
}

export interface Answered {
  readonly status: number;
  /** A string is JSON, as the ledger keeps it. */
  readonly body: string | object;
  readonly replayed: boolean;
  /** 'ok' or a code of the error table. */
  readonly code: string;
}

export interface Answerer {
  /** What is wrong with a frame apart from its body; undefined: nothing. */
  check(frame: unknown): Refusal | undefined;
  /** Never rejects. `unfit` is what its body holds that none may hold. */
  answer(frame: Frame, unfit: ErrorDetail | undefined, asker: Asker): Promise<Answered>;
}

type Validate = (value: unknown) => { readonly error?: unknown };

export function createAnswerer(app: App, parts: Parts): Answerer {
  const validator = (schema: TSchema): Validate => {
    const compile = app.validatorCompiler as unknown as (order: { schema: TSchema; httpPart: string }) => Validate;
    return compile({ schema: '$id' in schema ? ref(schema) : schema, httpPart: 'body' });
  };
  const checkFrame = validator(Frame);
  const checkPing = validator(bodies.ping);
  const rows = new Map(
    Object.entries(operations).map(([op, operation]) => [op, { operation, validate: validator(operation.schema) }]),
  );

  const run = async ({ op, body, key }: Frame, unfit: ErrorDetail | undefined, asker: Asker): Promise<Answered> => {
    // As for a request: who is behind, or going down, does not look up keys first.
    app.refuseWhileDraining();
    if (op !== 'ping') app.refuseWhileBehind();
    const credential = await parts.credentials.find(asker.secret);
    if (credential === undefined) refuse('unauthenticated', 'The key was revoked.');
    if (op === 'ping') {
      refuseUnfit(body === undefined ? {} : checkPing(body), unfit);
      return ok(200, { time: new Date(parts.now()).toISOString() });
    }
    const row = rows.get(op);
    if (row === undefined) {
      refuse('route_not_found', `There is no ${op} here: no hold waits for a code as long as none can be sent.`);
    }
    const { operation, validate } = row;
    if (!mayCall(credential.role, operation.call)) {
      refuse('forbidden', `A key of role ${credential.role} may not do ${operation.call}.`);
    }
    refuseUnfit(validate(body), unfit);
    refuseOthers(body, asker.till);
    // A shop's key speaks for the till of the socket here, as it names one in each body over HTTP.
    const asked = { parts, credential: { ...credential, till: asker.till }, body, key };
    return answered(operation, await operation.run(asked));
  };

  return {
    check(frame) {
      const { error } = checkFrame(frame);
      return error instanceof RefusalError ? ofFrame(error.refusal) : undefined;
    },
    async answer(frame, unfit, asker) {
      try {
        return await run(frame, unfit, asker);
      } catch (error) {
        const refusal = refusalOf(error);
        const { requestId } = asker;
        const context = { err: error, requestId, till: asker.till, op: frame.op };
        if (refusal.code === 'internal_error') parts.log.error(context, 'a frame failed');
        else if (refusal.code === 'unavailable') parts.log.warn(context, 'a frame met a part that is away');
        return refused(refusal, requestId);
      }
    },
  };
}

export function refused(refusal: Refusal, requestId: string): Answered {
  const problem = problemOf(refusal, requestId);
  return { status: problem.status, body: problem, replayed: false, code: refusal.code };
}

function ok(status: number, body: string | object, replayed = false): Answered {
  return { status, body, replayed, code: 'ok' };
}

function answered({ status }: Operation, result: object): Answered {
  if (!('replayed' in result) || typeof result.replayed !== 'boolean' || !('body' in result)) return ok(status, result);
  return ok(result.replayed ? 200 : status, result.body as string, result.replayed);
}

function refuseUnfit(validated: { readonly error?: unknown }, unfit: ErrorDetail | undefined): void {
  if (unfit !== undefined) {
    refuse('invalid_request', `${unfit.path || 'The body'} ${unfit.message}.`, { errors: [unfit] });
  }
  if (validated.error !== undefined) throw validated.error;
}

/** A socket is one till's, whoever's key it was opened with. */
function refuseOthers(body: unknown, till: string): void {
  if (typeof body !== 'object' || body === null || !('till' in body) || body.till === till) return;
  refuse('till_mismatch', `This socket is till ${till}'s; the frame names ${body.till}.`, {
    errors: [{ path: '/till', message: `must be ${till} or absent` }],
  });
}

/** A field of the frame is named, as a header is; pointers are into the body. */
function ofFrame(refusal: Refusal): Refusal {
  const [first] = refusal.errors ?? [];
  if (first === undefined || first.path === '')
    return { code: 'invalid_request', detail: `The frame ${first?.message}.` };
  const error = { path: first.path.slice(1), message: first.message };
  const code = error.path === 'key' ? 'idempotency_key_invalid' : 'invalid_request';
  return { code, detail: `${error.path} ${error.message}.`, errors: [error] };
}
