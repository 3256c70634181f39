/**
 * The sockets of this gateway's tills. A till has one: its newest, at whichever gateway. Each that opens is announced
 * in the outbox under Postgres' clock, which all gateways share, and a gateway that hears of a newer one closes its own.
 * Where Postgres is away the announcement is repeated at every heartbeat; until then a till may have one at each gateway,
 * and nothing is at stake but that pushes come twice: writes are known by their keys.
 */
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import { clockOf, type Database } from '../../ledger/database.ts';
import { readHolds } from '../../ledger/holds/read.ts';
import { appendToOutbox, type OutboxEvent } from '../../ledger/outbox/append.ts';
import type { Credentials } from '../access/credentials.ts';
import type { Directory } from '../access/directory.ts';
import type { Metrics } from '../metrics.ts';
import type { ProgrammeVersion } from '../programmes.ts';
import { holdReply } from '../replies/hold.ts';
import type { Answerer } from './answer.ts';
import { type TillLimits, tillLimits } from './limits.ts';
import { type TillConnection, TillSocket } from './socket.ts';

interface Needs {
  readonly database: Database;
  readonly credentials: Pick<Credentials, 'find'>;
  readonly directory: Pick<Directory, 'till'>;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly limits?: Partial<TillLimits> | undefined;
}

type Connected = Extract<OutboxEvent, { event: 'till.connected' }>;

interface Entry {
  readonly socket: TillSocket;
  /** Undefined: not announced yet. */
  place: Connected | undefined;
  /** The newest of this till that others have announced meanwhile. */
  heard: Connected | undefined;
}

export class TillSockets {
  readonly #needs: Needs;
  readonly limits: TillLimits;
  readonly #heart: NodeJS.Timeout;
  readonly #all = new Set<Entry>();
  readonly #byTill = new Map<string, Entry>();
  #closing = false;
  #allClosed: (() => void) | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.limits = { ...tillLimits, ...needs.limits };
    this.#heart = setInterval(() => this.#beat(), this.limits.heartbeatMs).unref();
  }

  /** No more are taken. */
  get closing(): boolean {
    return this.#closing;
  }

  open(socket: WebSocket, connection: TillConnection, answerer: Answerer): void {
    const { metrics, log } = this.#needs;
    const closed = () => this.#forget(entry);
    const around = { answerer, metrics, log, limits: this.limits, closed };
    const entry: Entry = { socket: new TillSocket(socket, connection, around), place: undefined, heard: undefined };
    this.#byTill.get(connection.till)?.socket.finish('replaced');
    this.#byTill.set(connection.till, entry);
    this.#all.add(entry);
    if (this.#closing) entry.socket.finish('goingAway');
    else void this.#announce(entry);
  }

  #forget(entry: Entry): void {
    const { till } = entry.socket.connection;
    if (this.#byTill.get(till) === entry) this.#byTill.delete(till);
    this.#all.delete(entry);
    if (this.#all.size === 0) this.#allClosed?.();
  }

  async #announce(entry: Entry): Promise<void> {
    const { database, log } = this.#needs;
    const { till, id } = entry.socket.connection;
    try {
      const at = await clockOf(database);
      if (!entry.socket.isOpen) return;
      entry.place = { event: 'till.connected', till, connection: id, at };
      if (entry.heard !== undefined && isNewer(entry.heard, entry.place)) entry.socket.finish('replaced');
      else await appendToOutbox(database, { events: [entry.place] });
    } catch (error) {
      entry.place = undefined;
      log.warn({ err: error, till }, 'a till’s connection could not be announced; it is tried again');
    }
  }

  /** What the outbox says of tills and their keys. */
  apply(event: OutboxEvent): void {
    if (event.event === 'till.connected') this.#heard(event);
    else if (event.event === 'key') this.#recheck(({ credential }) => credential === event.id);
    else if (event.event === 'hold.expired') void this.#tellOfHold(event);
  }

  /** Events may have been missed: keys may have been revoked. */
  recheckAll(): void {
    this.#recheck(() => true);
  }

  #heard(event: Connected): void {
    const entry = this.#byTill.get(event.till);
    if (entry === undefined || entry.socket.connection.id === event.connection) return;
    if (entry.place === undefined) {
      if (entry.heard === undefined || isNewer(event, entry.heard)) entry.heard = event;
    } else if (isNewer(event, entry.place)) entry.socket.finish('replaced');
  }

  #recheck(concerned: (connection: TillConnection) => boolean): void {
    for (const { socket } of this.#all) if (concerned(socket.connection)) void this.#checkKey(socket);
  }

  async #checkKey(socket: TillSocket): Promise<void> {
    const { credentials, log } = this.#needs;
    try {
      if ((await credentials.find(socket.connection.secret)) === undefined) socket.finish('unauthenticated');
    } catch (error) {
      // Its next frame asks again.
      log.warn({ err: error }, 'a till’s key could not be looked up');
    }
  }

  /** When this gateway prices by it. */
  async published({ code, version, hash }: ProgrammeVersion): Promise<void> {
    for (const { socket } of [...this.#byTill.values()]) {
      try {
        const place = await this.#needs.directory.till(socket.connection.till);
        if (place?.store.programme === code) {
          socket.push({ event: 'program.published', body: { code, version, hash } });
        }
      } catch (error) {
        this.#needs.log.warn({ err: error }, 'a till could not be told of a programme');
      }
    }
  }

  async #tellOfHold({ id, till, event }: Extract<OutboxEvent, { event: 'hold.expired' }>): Promise<void> {
    if (!this.#byTill.has(till)) return;
    try {
      const [hold] = await readHolds(this.#needs.database, [id]);
      if (hold !== undefined) this.#byTill.get(till)?.socket.push({ event, body: holdReply(hold) });
    } catch (error) {
      this.#needs.log.warn({ err: error, till }, 'a till could not be told of its hold');
    }
  }

  #beat(): void {
    for (const entry of this.#all) {
      entry.socket.beat();
      if (!entry.socket.isOpen) continue;
      void this.#checkKey(entry.socket);
      if (entry.place === undefined) void this.#announce(entry);
    }
  }

  /** Takes no more, and resolves when all are closed: what was under way is answered, where it ends in time. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#heart);
    const closed = new Promise<void>((resolve) => {
      this.#allClosed = resolve;
    });
    for (const { socket } of this.#all) socket.finish('goingAway');
    if (this.#all.size > 0) await closed;
  }

  /** Those that are left when time is up. */
  terminate(): void {
    for (const { socket } of this.#all) socket.terminate();
  }
}

/** Of two at the same millisecond either may be the newer, but to all gateways the same. */
function isNewer(one: Connected, than: Connected): boolean {
  return one.at > than.at || (one.at === than.at && one.connection > than.connection);
}
