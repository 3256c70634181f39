/** Counts replies, times those of the measured window, and keeps what was wrong with the first few that were not as they should be. */
import { build } from 'hdr-histogram-js';
import type { Operation } from '../options.ts';
import type { LoadResult } from './order.ts';

const perMs = 1_000;
const longestUs = 600_000 * perMs;
const faultsKept = 10;
const faultLength = 2_000;

export const expectedStatus: Readonly<Record<Operation, number>> = { quotes: 200, commits: 201 };

export class Tally {
  readonly #expected: number;
  readonly #statuses = new Map<string, number>();
  readonly #faults: string[] = [];
  readonly #histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: 3,
  });
  #openedAt = Number.POSITIVE_INFINITY;
  #closedAt = Number.POSITIVE_INFINITY;
  #replies = 0;
  sent = 0;
  resent = 0;
  queued = 0;

  constructor(operation: Operation) {
    this.#expected = expectedStatus[operation];
  }

  /** Of the expected kind, in and outside of the window. */
  get answered(): number {
    return this.#statuses.get(String(this.#expected)) ?? 0;
  }

  /** Of the expected kind, within the window. */
  get replies(): number {
    return this.#replies;
  }

  get faulty(): boolean {
    return this.#faults.length > 0;
  }

  open(): void {
    this.#openedAt = performance.now();
  }

  close(): void {
    this.#closedAt = performance.now();
  }

  /** Whether a moment, by performance.now(), is in the window. */
  measures(at: number): boolean {
    return at >= this.#openedAt && at < this.#closedAt;
  }

  expects(status: number): boolean {
    return status === this.#expected;
  }

  /** A reply to what was (to be) sent `latencyMs` ago. `timed`: whether it belongs to the window's latencies. */
  reply(status: number, latencyMs: number, timed: boolean): void {
    const name = String(status);
    this.#statuses.set(name, (this.#statuses.get(name) ?? 0) + 1);
    if (status !== this.#expected) return;
    if (this.measures(performance.now())) this.#replies += 1;
    if (timed) this.#histogram.recordValue(Math.min(longestUs, Math.max(1, Math.round(latencyMs * perMs))));
  }

  fault(text: string): void {
    if (this.#faults.length < faultsKept) this.#faults.push(text.slice(0, faultLength));
  }

  result(): LoadResult {
    const at = (percentile: number) => Math.round(this.#histogram.getValueAtPercentile(percentile)) / perMs;
    return {
      seconds: (this.#closedAt - this.#openedAt) / 1_000,
      replies: this.#replies,
      latency: { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: this.#histogram.maxValue / perMs },
      statuses: Object.fromEntries(this.#statuses),
      sent: this.sent,
      resent: this.resent,
      queued: this.queued,
      faults: this.#faults,
    };
  }
}
