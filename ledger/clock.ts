/**
 * Postgres' clock, as reckoned between two looks at it by a clock of this process that never jumps. Behind by no more than
 * an answer takes, and never ahead but for a step of Postgres' own clock, which the next look finds out. All times are
 * milliseconds.
 */

/** After that it is to be looked at again. */
const freshMs = 1_000;
/** An answer that took longer, behind somebody's lock, say, tells too little of what time it is now. */
const promptMs = 250;
/** After that it is not known any more: clocks drift. */
const knownMs = 60_000;

export class LedgerClock {
  #aheadMs = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param now what Postgres has just answered, epoch ms
   * @param askedAt by performance.now()
   */
  learn(now: number, askedAt: number): void {
    if (performance.now() - askedAt > promptMs && this.now() !== undefined) return;
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
