/** What the bench and its generator, a process of its own, say to each other. */
import type { GeneratorName, Operation } from '../options.ts';

export interface LoadOrder {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly operation: Operation;
  /** Of tills; a connection keeps to one. */
  readonly keys: readonly string[];
  readonly generator: GeneratorName;
  readonly connections: number;
  readonly warmMs: number;
  /** Nor does the window open before so many replies, in ten times warmMs at most: code that has run is fast code. */
  readonly warmReplies: number;
  readonly measureMs: number;
  /** Arrivals a second, whatever becomes of the earlier ones. Absent: each connection sends when it has been answered. */
  readonly rate?: number;
  /** Each member once, in order, and no longer: to bring every one's state into Redis. */
  readonly sweep?: boolean;
  readonly members: number;
  readonly skew: number;
  readonly seed: number;
  /** Begins the numbers of its receipts: no other load has it. */
  readonly prefix: string;
}

export interface LoadResult {
  /** The window as it was. */
  readonly seconds: number;
  /** Answered in the window as they should be. */
  readonly replies: number;
  /** Milliseconds; in the open loop from the moment a request was to be sent. */
  readonly latency: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
  /** Every reply by status, those outside of the window too. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Sent, each once; without a fault each of these receipts is in the database. */
  readonly sent: number;
  /** Cut off by the generator at the end of the load, and sent again. */
  readonly resent: number;
  /** Open loop: arrivals in the window that a free connection had to be waited for. */
  readonly queued: number;
  /** What went wrong, in the first few replies' own words. Anything here makes the run fail. */
  readonly faults: readonly string[];
}

export type FromGenerator =
  | { readonly at: 'opened' }
  | { readonly at: 'closed' }
  | { readonly at: 'done'; readonly result: LoadResult }
  | { readonly at: 'failed'; readonly message: string };
