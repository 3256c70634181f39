/**
 * What goes over a till's socket, `GET /v1/till` upgraded: frames `{id, op, body, key?}` and their answers
 * `{id, status, body, replayed?}`, and pushes `{event, body}`. Bodies are those of the HTTP calls; a hold that HTTP names
 * in the path is named in the body.
 */
import Type, { type TSchema } from 'typebox';
import { CancelledReceipt, WireCancel } from './cancel.ts';
import { maxBodyBytes, strict, Time } from './common.ts';
import { HoldNamed, HoldNamedExtension, WireHold, WireHoldRequest } from './hold.ts';
import { idempotent } from './paging.ts';
import { WireProblem } from './problem.ts';
import { CommittedReceipt, WireQuote } from './quote.ts';
import { WireCommit, WireReceipt } from './receipt.ts';
import { CommittedReturn, WireReturn } from './return.ts';

/** In the order of preference where a client offers several. */
export const subprotocols = ['tillgate.json', 'tillgate.msgpack', 'tillgate.msgpack-records'] as const;
export type Subprotocol = (typeof subprotocols)[number];

/** Of a message, envelope included: a larger one closes the socket with 1009. */
export const maxFrameBytes = maxBodyBytes;

/** What this side closes a socket with. 1002, 1007 (text that is not UTF-8) and 1009 are the protocol's own. */
export const closeCodes = {
  /** The gateway is shutting down: connect again, to another. */
  goingAway: 1001,
  /** tillgate.msgpack-records: a message could not be read, so the records of later ones could not be trusted. */
  outOfStep: 1007,
  /** A fault of ours. */
  fault: 1011,
  /** The client does not read what it is sent. */
  tooSlow: 1013,
  /** Another connection of the same till was opened: do not connect again by yourself. */
  replaced: 4001,
  /** The key was revoked. */
  unauthenticated: 4401,
} as const;

export const tillOps = [
  'quote',
  'hold',
  'hold.confirm',
  'hold.resend',
  'hold.void',
  'hold.extend',
  'commit',
  'return',
  'cancel',
  'ping',
] as const;
export type TillOp = (typeof tillOps)[number];

/** Calls that no gateway answers as yet, over HTTP either: no programme can ask for a code, as none can be sent. */
export type PendingOp = 'hold.confirm' | 'hold.resend';
export type AnsweredOp = Exclude<TillOp, PendingOp>;

/** What each op's body must be. */
export const bodies = {
  quote: WireReceipt,
  hold: WireHoldRequest,
  'hold.void': HoldNamed,
  'hold.extend': HoldNamedExtension,
  commit: WireCommit,
  return: WireReturn,
  cancel: WireCancel,
  ping: Type.Optional(Type.Union([Type.Object({}, strict), Type.Null()])),
} as const satisfies Record<AnsweredOp, TSchema>;

const Pong = Type.Object({ time: Time('The server’s clock.') }, strict);

/** What each op is answered with where it succeeds; a Problem where not. */
export const replies = {
  quote: WireQuote,
  hold: WireHold,
  'hold.void': WireHold,
  'hold.extend': WireHold,
  commit: CommittedReceipt,
  return: CommittedReturn,
  cancel: CancelledReceipt,
  ping: Pong,
} as const satisfies Record<AnsweredOp, TSchema>;

const FrameId = Type.Union([
  Type.String({ minLength: 1, maxLength: 64 }),
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
]);
export type FrameId = Type.Static<typeof FrameId>;

/** `key` is what Idempotency-Key is to HTTP. */
const envelope = { id: FrameId, key: idempotent.properties['idempotency-key'] };

/** A frame whose body has not been looked at. */
export const Frame = Type.Object(
  { ...envelope, op: Type.Enum([...tillOps]), body: Type.Optional(Type.Unknown()) },
  strict,
);
export type Frame = Type.Static<typeof Frame>;

/** The whole of an op's frame. */
export function frameOf(op: AnsweredOp): TSchema {
  return Type.Object({ ...envelope, op: Type.Literal(op), body: bodies[op] }, strict);
}

export interface Reply {
  /** The frame's; null where it could not be read, or is that of another frame that is still under way. */
  readonly id: FrameId | null;
  /** As over HTTP. */
  readonly status: number;
  readonly body: unknown;
  /** The request was answered before, and this is that answer. */
  readonly replayed?: true;
}

/** The whole of an op's answer. */
export function replyOf(op: AnsweredOp): TSchema {
  return Type.Object(
    {
      id: Type.Union([FrameId, Type.Null()]),
      status: Type.Integer({ minimum: 200, maximum: 599 }),
      body: Type.Union([replies[op], WireProblem]),
      replayed: Type.Optional(Type.Literal(true)),
    },
    strict,
  );
}

/** What a till is told without having asked. */
export const pushes = {
  /** The programme of the till's store has another version in force. */
  'program.published': Type.Object(
    { code: Type.String(), version: Type.Integer(), hash: Type.String({ description: 'Of the document.' }) },
    strict,
  ),
  /** A hold of the till lapsed, and its points were let go. */
  'hold.expired': WireHold,
} as const satisfies Record<string, TSchema>;

export type PushEvent = keyof typeof pushes;
export type Push = {
  readonly [E in PushEvent]: { readonly event: E; readonly body: Type.Static<(typeof pushes)[E]> };
}[PushEvent];
