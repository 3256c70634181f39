/**
 * The open loop: requests are due at even intervals, whatever becomes of the earlier ones. One that is due while no
 * connection is free waits for one, and its wait is part of its latency, which is measured from the moment it was due:
 * a server that stalls is charged with everybody it kept waiting (what closed loops, and loops that space requests per
 * connection, leave out: "coordinated omission").
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { LoadOrder } from './order.ts';
import type { ReceiptSource } from './receipts.ts';
import type { Tally } from './tally.ts';

interface Bounds {
  /** More are never of use: beyond, the server is behind for good. */
  readonly connectionsAtMost: number;
  /** Seconds' worth of arrivals that may wait before the load is called off. */
  readonly backlogSeconds: number;
}

const defaults: Bounds = { connectionsAtMost: 1_000, backlogSeconds: 10 };
const drainMs = 30_000;
/** Timers do not wake more often. */
const tickMs = 1;

export class OpenLoop {
  readonly #order: LoadOrder;
  readonly #receipts: ReceiptSource;
  readonly #tally: Tally;
  readonly #perMs: number;
  readonly #free: Connection[] = [];
  readonly #all: Connection[] = [];
  /** Moments that are due and wait for a connection; the first `#served` of them have been served. */
  #due: number[] = [];
  #served = 0;
  #underWay = 0;

  readonly #bounds: Bounds;

  constructor(order: LoadOrder, receipts: ReceiptSource, tally: Tally, bounds = defaults) {
    this.#bounds = bounds;
    this.#order = order;
    this.#receipts = receipts;
    this.#tally = tally;
    this.#perMs = (order.rate ?? 0) / 1_000;
  }

  /** Sends until `until` says so, then waits for what is under way. */
  async run(until: () => boolean): Promise<void> {
    const { backlogSeconds } = this.#bounds;
    const startedAt = performance.now();
    let scheduled = 0;
    while (!until()) {
      const now = performance.now();
      for (let due = startedAt + scheduled / this.#perMs; due <= now; due = startedAt + scheduled / this.#perMs) {
        scheduled += 1;
        this.#arrive(due);
      }
      if (this.#due.length - this.#served > this.#perMs * 1_000 * backlogSeconds) {
        this.#tally.fault(
          `it is ${backlogSeconds} s behind with ${this.#order.rate} requests a second: the rate is too high`,
        );
        this.#due = [];
        this.#served = 0;
        break;
      }
      await sleep(tickMs);
    }
    await this.#drain();
  }

  #arrive(due: number): void {
    const connection = this.#free.pop() ?? this.#another();
    if (connection !== undefined) {
      this.#send(connection, due);
      return;
    }
    if (this.#tally.measures(due)) this.#tally.queued += 1;
    this.#due.push(due);
  }

  #another(): Connection | undefined {
    if (this.#all.length >= this.#bounds.connectionsAtMost) return undefined;
    const connection = new Connection(this.#order, this.#all.length, this.#tally);
    this.#all.push(connection);
    return connection;
  }

  #send(connection: Connection, due: number): void {
    this.#underWay += 1;
    connection.send(this.#receipts.next(), (status) => {
      this.#underWay -= 1;
      // Whatever went wrong has ended the load; a connection that failed is not used again.
      if (status === undefined) return;
      this.#tally.reply(status, performance.now() - due, this.#tally.measures(due));
      const next = this.#due[this.#served];
      if (next === undefined) {
        this.#free.push(connection);
        return;
      }
      this.#served += 1;
      if (this.#served > 4_096) {
        this.#due = this.#due.slice(this.#served);
        this.#served = 0;
      }
      this.#send(connection, next);
    });
  }

  async #drain(): Promise<void> {
    for (let waitedMs = 0; this.#underWay > 0 && waitedMs < drainMs; waitedMs += 10) await sleep(10);
    if (this.#underWay > 0) this.#tally.fault(`${this.#underWay} requests were not answered within ${drainMs} ms`);
    for (const connection of this.#all) connection.close();
  }
}
