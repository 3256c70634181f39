/**
 * Postgres' clock, as reckoned between two looks at it by a clock of this process that never jumps. Behind by no more than
 * an answer takes, and never ahead but for a step of Postgres' own clock, which the next look finds out.
 */

/** After that it is to be looked at again. */
const freshMs = 1_000;
/** After that it is not known any more: clocks drift. */
const knownMs = 60_000;

export class LedgerClock {
  #aheadMs = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param now what Postgres has just answered, epoch ms */
  learn(now: number): void {
    this.#lookedAt = performance.now();
    this.#aheadMs = now - this.#lookedAt;
  }

  /** Epoch ms; undefined: it has not been looked at for too long. */
  now(): number | undefined {
    const at = performance.now();
    return at - this.#lookedAt > knownMs ? undefined : Math.floor(at + this.#aheadMs);
  }

  get fresh(): boolean {
    return performance.now() - this.#lookedAt <= freshMs;
  }
}
