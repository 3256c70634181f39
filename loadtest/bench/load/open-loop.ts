/**
 * The open loop: requests are due at even intervals, whatever becomes of the earlier ones. One that is due while no
 * connection is free waits for one, and its wait is part of its latency, which is measured from the moment it was due:
 * a server that stalls is charged with everybody it kept waiting (what closed loops, and loops that space requests per
 * connection, leave out: "coordinated omission").
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from './line.ts';
import { linesAtMost, openLine } from './lines.ts';
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
  readonly #free: Line[] = [];
  readonly #all: Line[] = [];
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
    const line = this.#free.pop() ?? this.#another();
    if (line !== undefined) {
      this.#send(line, due);
      return;
    }
    if (this.#tally.measures(due)) this.#tally.queued += 1;
    this.#due.push(due);
  }

  #another(): Line | undefined {
    if (this.#all.length >= Math.min(this.#bounds.connectionsAtMost, linesAtMost(this.#order))) return undefined;
    const line = openLine(this.#order, this.#all.length, this.#tally);
    this.#all.push(line);
    return line;
  }

  #send(line: Line, due: number): void {
    this.#underWay += 1;
    line.send(this.#receipts.next(), (status) => {
      this.#underWay -= 1;
      // Whatever went wrong has ended the load; a connection that failed is not used again.
      if (status === undefined) return;
      this.#tally.reply(status, performance.now() - due, this.#tally.measures(due));
      const next = this.#due[this.#served];
      if (next === undefined) {
        this.#free.push(line);
        return;
      }
      this.#served += 1;
      if (this.#served > 4_096) {
        this.#due = this.#due.slice(this.#served);
        this.#served = 0;
      }
      this.#send(line, next);
    });
  }

  async #drain(): Promise<void> {
    for (let waitedMs = 0; this.#underWay > 0 && waitedMs < drainMs; waitedMs += 10) await sleep(10);
    if (this.#underWay > 0) this.#tally.fault(`${this.#underWay} requests were not answered within ${drainMs} ms`);
    for (const line of this.#all) line.close();
  }
}
