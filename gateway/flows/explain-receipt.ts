/** A receipt on a page for people: what is stored evaluated again, and told in their language. */
import { findDocument } from '../../ledger/programs/versions.ts';
import { readSale, type StoredSale } from '../../ledger/receipts/receipt-row.ts';
import { repricedShare } from '../../ledger/receipts/reprice.ts';
import { type ReturnShare, returnShare } from '../../ledger/receipts/return-share.ts';
import type { Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { ProgrammeDocument } from '../../rules/program/schema.ts';
import type { Credential } from '../access/credential.ts';
import { refuseUnlessOwn } from '../access/till-of.ts';
import type { ReceiptReference } from '../contract/common.ts';
import { refuse } from '../contract/errors.ts';
import type { CommittedReceipt } from '../contract/quote.ts';
import type { CommittedReturn } from '../contract/return.ts';
import type { Measures } from '../explain/figures.ts';
import { explainReturn } from '../explain/return-page.ts';
import { explainSale } from '../explain/sale-page.ts';
import { titlesOf } from '../explain/titles.ts';
import type { Parts } from '../parts.ts';
import { findReceipt, programmeOf } from './receipt/find.ts';

/** Refuses receipt_not_found, till_mismatch, evaluation_failed, overloaded. */
export async function explainReceipt(
  parts: Parts,
  credential: Credential,
  reference: ReceiptReference,
  options: { readonly language: Language; readonly kind?: 'sale' | 'return' },
): Promise<string> {
  const path = reference.id === undefined ? 'number' : 'id';
  const row = await findReceipt(parts, reference, { kind: options.kind, path });
  refuseUnlessOwn(credential, row);
  const { currency, minorUnits, timezone, policy } = await programmeOf(parts, row);
  const place = (await parts.directory.till(row.till))?.store.timezone;
  const measures: Measures = { currency, minorUnits, scale: policy.scale, timezone: place ?? timezone };
  if (row.input === undefined) {
    return explainReturn({ row, reply: JSON.parse(row.reply) as CommittedReturn, measures }, options.language);
  }
  const redeemedAsTender = policy.redeemAs === 'tender';
  const stored = readSale(row, redeemedAsTender);
  const { input, effects } = stored;
  const [evaluation, document] = await Promise.all([
    evaluateAgain(parts, input),
    findDocument(parts.database, row.programme, row.version),
  ]);
  const back = backOf(stored, row.id);
  const sale = {
    row,
    reply: JSON.parse(row.attached ?? row.reply) as CommittedReceipt,
    wasAttached: row.attached !== undefined,
    // Stored with the store it was sold in, whose clock may have been set since.
    input,
    effects,
    evaluation,
    ...(back !== undefined && { back }),
    titles: titlesOf((document?.document ?? { program: { code: row.programme } }) as ProgrammeDocument),
    measures: { ...measures, timezone: input.receipt.store.timezone },
    redeemedAsTender,
  };
  return explainSale(sale, options.language);
}

async function evaluateAgain(parts: Parts, input: EvaluationInput): Promise<Evaluation> {
  // Under its own version, whatever has become of that: a dispute is about what was.
  const outcome = await parts.evaluator.evaluate({ ...input, explain: true, nudge: true });
  if (!outcome.ok) refuse(outcome.code, outcome.detail, outcome.code === 'overloaded' ? { retryAfterSeconds: 1 } : {});
  return outcome.evaluation;
}

/** All that has come back of a sale, in returns and in exchanges, at the prices it came back at. */
function backOf(sale: StoredSale, id: string): ReturnShare | undefined {
  const lines = Object.entries(sale.returned).map(([line, quantity]) => ({ line: Number(line), quantity }));
  if (lines.length === 0) return undefined;
  const share = returnShare(sale.sold, {}, lines);
  if ('refused' in share) throw new Error(`receipt ${id}: more came back than was sold`);
  const { repriced, ...effects } = sale.effects;
  return repriced === undefined ? share : repricedShare({ ...sale, effects }, share, repriced);
}
