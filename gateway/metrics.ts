/** What the gateway counts and times, for Prometheus. Durations are in seconds, as Prometheus wants them. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CommitterEvent } from '../ledger/committer/committer.ts';

export interface Metrics {
  readonly registry: Registry;
  /** `route` is the pattern, so that no id becomes a label; `code` is 'ok' or a code of the error table. */
  request(labels: { method: string; route: string; status: number; code: string }, seconds: number): void;
  /** A sale, return, cancel, …: `outcome` is committed, replayed or a code of the error table. */
  receipt(kind: string, outcome: string): void;
  /** How many receipts went together. */
  batch(of: 'evaluation' | 'commit', size: number): void;
  /** From the first statement of a batch to the end of its COMMIT. */
  committed(seconds: number): void;
  /** What is worth a graph in the committer. */
  committer(event: CommitterEvent, count: number): void;
  /** A frame of a till's socket: `op` is 'unreadable' where none could be read. */
  tillFrame(labels: { op: string; status: number; code: string }, seconds: number): void;
  /** One more (1) or one less (-1) is open. */
  tillSocket(subprotocol: string, change: 1 | -1): void;
  /** Why one closed: replaced, tooSlow, goingAway, …; client where the till did it. */
  tillSocketClosed(reason: string): void;
  tillPush(event: string): void;
  /** A number that is read when Prometheus asks: a queue's length, connections in use, Redis up or not. */
  watch(name: string, help: string, read: () => number): void;
}

/** A receipt is answered within milliseconds, a programme of 10,000 rules is published within seconds. */
const latencySeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** A registry of its own, so that several gateways may live in one process, as tests have it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'tillgate_request_seconds',
    help: 'Requests by route, status and outcome',
    labelNames: ['method', 'route', 'status', 'code'],
    buckets: latencySeconds,
    registers,
  });
  const receipts = new Counter({
    name: 'tillgate_receipts_total',
    help: 'Sales, returns and what else is done to receipts, by outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const batches = new Histogram({
    name: 'tillgate_batch_size',
    help: 'Receipts that went to a worker or into a transaction together',
    labelNames: ['of'],
    buckets: batchSizes,
    registers,
  });
  const commits = new Histogram({
    name: 'tillgate_commit_seconds',
    help: 'Transactions of the group committer, COMMIT included',
    buckets: latencySeconds,
    registers,
  });
  const events = new Counter({
    name: 'tillgate_committer_events_total',
    help: 'Sales decided under locks after all, batches tried again or taken apart',
    labelNames: ['event'],
    registers,
  });
  const frames = new Histogram({
    name: 'tillgate_till_frame_seconds',
    help: 'Frames of the tills’ sockets by op, status and outcome',
    labelNames: ['op', 'status', 'code'],
    buckets: latencySeconds,
    registers,
  });
  const sockets = new Gauge({
    name: 'tillgate_till_sockets',
    help: 'Open sockets of tills',
    labelNames: ['subprotocol'],
    registers,
  });
  const closed = new Counter({
    name: 'tillgate_till_sockets_closed_total',
    help: 'Sockets of tills that closed, by reason: replaced, tooSlow, goingAway, unauthenticated, client, …',
    labelNames: ['reason'],
    registers,
  });
  const pushes = new Counter({
    name: 'tillgate_till_pushes_total',
    help: 'What tills were told without having asked',
    labelNames: ['event'],
    registers,
  });
  return {
    registry,
    request: (labels, seconds) => requests.observe(labels, seconds),
    receipt: (kind, outcome) => receipts.inc({ kind, outcome }),
    batch: (of, size) => batches.observe({ of }, size),
    committed: (seconds) => commits.observe(seconds),
    committer: (event, count) => events.inc({ event }, count),
    tillFrame: (labels, seconds) => frames.observe(labels, seconds),
    tillSocket: (subprotocol, change) => sockets.inc({ subprotocol }, change),
    tillSocketClosed: (reason) => closed.inc({ reason }),
    tillPush: (event) => pushes.inc({ event }),
    watch: (name, help, read) => {
      new Gauge({
        name: `tillgate_${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
  };
}
