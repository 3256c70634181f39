/**
 * One till's connection.
 *
 *     open ──replaced 4001, key revoked 4401, gateway going 1001──▶ finishing ──what is under way is answered, or
 *      │                                                               │        it takes longer than finishMs──▶ closing
 *      ├─────what it reads cannot be told apart any more: 1007─────────┼───────────────────────────────────────▶ closing
 *      ├─────it does not read what it is sent: 1013────────────────────┼───────────────────────────────────────▶ closing
 *      ├─────two pings without a pong──────────────────────────────────┼────────────────────────▶ cut off
 *      └─────the till closes, or its line breaks───────────────────────┴────────────────────────▶ closed
 *
 * A frame that comes while it finishes is refused; one that comes while it closes is not looked at. What is under way
 * when the line breaks goes on, and the till finds it again by its key. `closing` lasts closeMs at most.
 */
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import type { ErrorCode, Refusal } from '../contract/errors.ts';
import { closeCodes, type Frame, type FrameId, type Push, type Subprotocol } from '../contract/socket.ts';
import type { Metrics } from '../metrics.ts';
import { type Answered, type Answerer, refused } from './answer.ts';
import { type Codec, codecOf } from './codec.ts';
import type { TillLimits } from './limits.ts';

export type Farewell = 'replaced' | 'unauthenticated' | 'goingAway';

/** What frames are told that come while a socket finishes. */
const farewells: Readonly<Record<Farewell, Refusal>> = {
  replaced: { code: 'unavailable', detail: 'Another connection of this till has taken the place of this one.' },
  unauthenticated: { code: 'unauthenticated', detail: 'The key was revoked.' },
  goingAway: { code: 'draining', detail: 'This gateway is shutting down; another will answer.' },
};

export interface TillConnection {
  readonly till: string;
  /** The key it was opened with, asked for again at every frame. */
  readonly secret: string;
  /** The key's id. */
  readonly credential: number;
  readonly subprotocol: Subprotocol;
  /** Its own name, unlike any other's at whichever gateway. */
  readonly id: string;
}

interface Surroundings {
  readonly answerer: Answerer;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly limits: TillLimits;
  /** When it is closed, once. */
  readonly closed: () => void;
}

export class TillSocket {
  readonly connection: TillConnection;
  readonly #socket: WebSocket;
  readonly #around: Surroundings;
  readonly #codec: Codec;
  readonly #underWay = new Set<FrameId>();
  #farewell: Farewell | undefined;
  #finishing: NodeJS.Timeout | undefined;
  /** Runs while the client is behind with reading. */
  #behind: NodeJS.Timeout | undefined;
  #frames = 0;
  #unanswered = 0;
  #reason: string | undefined;

  /** Listens from the moment it is made, as it must: messages may have come with the handshake. */
  constructor(socket: WebSocket, connection: TillConnection, around: Surroundings) {
    this.connection = connection;
    this.#socket = socket;
    this.#around = around;
    this.#codec = codecOf(connection.subprotocol);
    socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    socket.on('pong', () => {
      this.#unanswered = 0;
    });
    socket.on('close', (code) => this.#onClose(code));
    around.metrics.tillSocket(connection.subprotocol, 1);
  }

  get isOpen(): boolean {
    return this.#farewell === undefined && this.#socket.readyState === this.#socket.OPEN;
  }

  push(push: Push): void {
    if (!this.isOpen) return;
    this.#write(() => this.#codec.writePush(push));
    this.#around.metrics.tillPush(push.event);
  }

  /** Takes no more, answers what is under way, and closes. */
  finish(farewell: Farewell): void {
    if (!this.isOpen) return;
    this.#farewell = farewell;
    this.#finishing = setTimeout(() => this.#leave(), this.#around.limits.finishMs);
    if (this.#underWay.size === 0) this.#leave();
  }

  /** For good, whatever is under way: who was asked to leave has had the time for it. */
  terminate(): void {
    this.#reason ??= this.#farewell ?? 'dead';
    this.#socket.terminate();
  }

  /** Once in a heartbeat. Terminates who has not answered the last two. */
  beat(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // Who is not listened to cannot be heard to answer.
    if (this.#socket.isPaused) this.#unanswered = 0;
    if (this.#unanswered >= 2) {
      this.terminate();
      return;
    }
    this.#unanswered += 1;
    this.#socket.ping();
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#unanswered = 0;
    this.#frames += 1;
    const requestId = `${this.connection.id}-${this.#frames}`;
    const incoming = this.#codec.read(data, isBinary);
    if (incoming.kind === 'unreadable') {
      this.#reply(null, 'unreadable', refused(incoming.refusal, requestId), 0);
      if (incoming.outOfStep) this.#close('outOfStep');
      return;
    }
    const { value, unfit } = incoming;
    const inBody = unfit === undefined || /^\/body(\/|$)/.test(unfit.path);
    const wrong = inBody ? this.#around.answerer.check(value) : ofEnvelope(unfit);
    const id = idOf(value);
    if (wrong !== undefined) {
      this.#reply(id ?? null, 'unreadable', refused(wrong, requestId), 0);
      return;
    }
    const frame = value as Frame;
    const own = this.#refusalOf(frame);
    if (own !== undefined) {
      // To the id of another frame this would be taken for its answer.
      this.#reply(own.code === 'invalid_request' ? null : frame.id, frame.op, refused(own, requestId), 0);
      return;
    }
    const found = unfit && { ...unfit, path: unfit.path.slice('/body'.length) };
    void this.#answer(frame, found, requestId);
  }

  #refusalOf(frame: Frame): Refusal | undefined {
    if (this.#farewell !== undefined) return farewells[this.#farewell];
    if (this.#underWay.has(frame.id)) {
      const message = 'is that of a frame that is still under way';
      const detail = `id ${JSON.stringify(frame.id)} ${message}.`;
      return { code: 'invalid_request', detail, errors: [{ path: 'id', message }] };
    }
    const { inFlight } = this.#around.limits;
    if (this.#underWay.size < inFlight) return undefined;
    return { code: 'overloaded', detail: `${inFlight} frames of this socket are under way already.` };
  }

  async #answer(frame: Frame, unfit: Parameters<Answerer['answer']>[1], requestId: string): Promise<void> {
    const { answerer, limits } = this.#around;
    const begun = performance.now();
    this.#underWay.add(frame.id);
    if (this.#underWay.size >= limits.inFlight) this.#socket.pause();
    const { till, secret } = this.connection;
    const answered = await answerer.answer(frame, unfit, { till, secret, requestId });
    this.#underWay.delete(frame.id);
    this.#reply(frame.id, frame.op, answered, performance.now() - begun);
    if (answered.code === 'unauthenticated') this.finish('unauthenticated');
    this.#resume();
    if (this.#farewell !== undefined && this.#underWay.size === 0) this.#leave();
  }

  #reply(id: FrameId | null, op: string, answered: Answered, milliseconds: number): void {
    const { metrics } = this.#around;
    metrics.tillFrame({ op, status: answered.status, code: answered.code }, milliseconds / 1_000);
    // Packed only where it is sent: the other side counts on every record that was written.
    if (this.#socket.readyState === this.#socket.OPEN) this.#write(() => this.#codec.write({ id, ...answered }));
  }

  /** What cannot be written is a fault of ours, and this socket's alone. */
  #write(message: () => string | Buffer): void {
    try {
      this.#send(message());
    } catch (error) {
      this.#around.log.error({ err: error, requestId: this.connection.id }, 'an answer cannot be written');
      this.#close('fault');
    }
  }

  /** Whoever is behind with reading is not read from; who stays so is not written to for ever. */
  #send(message: string | Buffer): void {
    const { maxBufferedBytes, slowMs } = this.#around.limits;
    this.#socket.send(message, this.#sent);
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount <= maxBufferedBytes) return;
    if (bufferedAmount > 4 * maxBufferedBytes) this.#close('tooSlow');
    else if (this.#behind === undefined) {
      this.#socket.pause();
      this.#behind = setTimeout(() => this.#close('tooSlow'), slowMs);
    }
  }

  /** An error is told by `close`. */
  readonly #sent = (): void => {
    if (this.#behind === undefined || this.#socket.bufferedAmount > this.#around.limits.maxBufferedBytes) return;
    clearTimeout(this.#behind);
    this.#behind = undefined;
    this.#resume();
  };

  #resume(): void {
    if (this.#behind === undefined && this.#underWay.size < this.#around.limits.inFlight) this.#socket.resume();
  }

  #leave(): void {
    clearTimeout(this.#finishing);
    if (this.#farewell !== undefined) this.#close(this.#farewell);
  }

  #close(reason: keyof typeof closeCodes): void {
    this.#reason ??= reason;
    clearTimeout(this.#behind);
    // Else the other side's farewell would not be read.
    this.#socket.resume();
    this.#socket.close(closeCodes[reason], reason);
  }

  #onClose(code: number): void {
    const { metrics, log, closed } = this.#around;
    const { id, till, subprotocol } = this.connection;
    clearTimeout(this.#finishing);
    clearTimeout(this.#behind);
    metrics.tillSocket(subprotocol, -1);
    const reason = this.#reason ?? (code === 1006 ? 'lost' : 'client');
    metrics.tillSocketClosed(reason);
    log.debug({ requestId: id, till, code, reason, underWay: this.#underWay.size }, 'a till’s socket closed');
    closed();
  }
}

function idOf(value: unknown): FrameId | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  const text = typeof id === 'string' && id !== '' && id.length <= 64;
  return text || (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) ? (id as FrameId) : undefined;
}

function ofEnvelope({ path, message }: { path: string; message: string }): Refusal {
  const named = path.slice(1);
  const code: ErrorCode = 'invalid_request';
  return { code, detail: `${named || 'The frame'} ${message}.`, errors: [{ path: named, message }] };
}
