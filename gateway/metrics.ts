/** What the gateway counts and times, for Prometheus. Durations are in seconds, as Prometheus wants them. */
import type { Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  request(labels: { method: string; route: string; status: number; code: string }, seconds: number): void;
  /** A commit, return, cancel, …: `outcome` is committed, replayed or a code of the error table. */
  receipt(kind: string, outcome: string): void;
  /** How many receipts went together. */
  batch(of: 'evaluation' | 'commit', size: number): void;
  committed(seconds: number): void;
  /** Things worth a graph that happen in the committer: retried, evaluated again, outcome unknown. */
  committer(event: 'retried' | 'one_by_one' | 'evaluated_again' | 'outcome_unknown'): void;
  /** A number that is read when Prometheus asks: a queue's length, connections in use, Redis up or not. */
  watch(name: string, help: string, read: () => number): void;
}
