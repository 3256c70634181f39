import type { ReceiptRow } from '../../ledger/receipts/receipt-row.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Credential } from '../access/credential.ts';
import { refuseUnlessOwn } from '../access/till-of.ts';
import type { ReceiptReference } from '../contract/common.ts';
import { refuse } from '../contract/errors.ts';
import type { Parts } from '../parts.ts';
import { findReceipt } from './receipt/find.ts';

/**
 * A receipt as committed, to the byte, or as attached to a member since; cancelled, it says so. `explain` evaluates what
 * is stored again, with a trace.
 */
export async function readReceipt(
  parts: Parts,
  credential: Credential,
  reference: ReceiptReference,
  options: { readonly explain: boolean; readonly kind?: 'sale' | 'return' },
): Promise<string> {
  const path = reference.id === undefined ? 'number' : 'id';
  const row = await findReceipt(parts, reference, { kind: options.kind, path });
  refuseUnlessOwn(credential, row);
  const text = row.attached ?? row.reply;
  if (row.state === 'committed' && !options.explain) return text;
  const reply = JSON.parse(text) as Record<string, unknown>;
  const trace = options.explain ? await traceOf(parts, row) : undefined;
  return JSON.stringify({ ...reply, state: row.state, ...(trace !== undefined && { trace }) });
}

async function traceOf(parts: Parts, row: ReceiptRow) {
  // A return reverses a sale: it is the sale that has rules to explain.
  if (row.input === undefined) return undefined;
  const input = JSON.parse(row.input) as EvaluationInput;
  // Under its own version, whatever has become of that: a dispute is about what was.
  const outcome = await parts.evaluator.evaluate({ ...input, explain: true });
  if (!outcome.ok) refuse(outcome.code, outcome.detail, outcome.code === 'overloaded' ? { retryAfterSeconds: 1 } : {});
  return outcome.evaluation.trace;
}
