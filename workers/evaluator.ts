/** What the gateway and the ledger ask of the workers, whether they are threads or (TILLGATE_WORKERS=0) inline. */
import type { Evaluation, EvaluationInput, ProgrammeRef } from '../rules/model/evaluation.ts';

/** A programme version as workers need it: they compile `document` once each. */
export interface ProgrammeSource extends ProgrammeRef {
  readonly hash: string;
  /** A document that parseProgramme accepted, as JSON. */
  readonly document: unknown;
}

/**
 * evaluation_failed: this input broke the evaluator (or killed two workers); overloaded: the queue is full.
 * Both are outcomes: the promise never rejects because of what a receipt holds.
 */
export type EvaluationOutcome =
  | { readonly ok: true; readonly evaluation: Evaluation }
  | { readonly ok: false; readonly code: 'evaluation_failed' | 'overloaded'; readonly detail: string };

export interface Evaluator {
  /** Receipts asked for in the same moment travel to a worker as one task. */
  evaluate(input: EvaluationInput): Promise<EvaluationOutcome>;
  /** Evaluates under a document that is not a saved version (POST /v1/simulate); compiled for this call alone. */
  simulate(source: ProgrammeSource, input: EvaluationInput): Promise<EvaluationOutcome>;
  /** Makes a version known; resolves when every worker has compiled it, so that a publish never meets a cold worker. */
  load(source: ProgrammeSource): Promise<void>;
  close(): Promise<void>;
}
