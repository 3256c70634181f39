/** The goods an exchange brings back: as parts for the ledger, and as a preview for a quote. */
import { OpenCertificate } from '../../../ledger/certificates/open-certificate.ts';
import { readCertificates } from '../../../ledger/certificates/rows.ts';
import type { ReturnPart } from '../../../ledger/committer/commands.ts';
import { CertificateForks } from '../../../ledger/committer/decide/certificates.ts';
import { couponAfterUndoing } from '../../../ledger/committer/decide/coupons.ts';
import { repricedBy } from '../../../ledger/committer/decide/reprice.ts';
import { isDecision, takeBack } from '../../../ledger/committer/decide/take-back.ts';
import type { ReturnReplyParts } from '../../../ledger/committer/ports.ts';
import type { Decision } from '../../../ledger/committer/rows.ts';
import type { Coupon } from '../../../ledger/coupons/coupon.ts';
import { settledAt } from '../../../ledger/parties/member-state.ts';
import type { OpenParty } from '../../../ledger/parties/open-party.ts';
import type { Repriced, SaleEffects } from '../../../ledger/receipts/effects.ts';
import { type ReceiptRow, readSale } from '../../../ledger/receipts/receipt-row.ts';
import { returnShare } from '../../../ledger/receipts/return-share.ts';
import type { EvaluationInput } from '../../../rules/model/evaluation.ts';
import { refuse } from '../../contract/errors.ts';
import type { WireReceipt } from '../../contract/receipt.ts';
import type { Parts } from '../../parts.ts';
import { returnPart } from './find.ts';

type Exchanged = NonNullable<WireReceipt['returns']>;

export async function exchangedParts(
  parts: Pick<Parts, 'database' | 'programmes'>,
  returns: Exchanged,
  receiptPath = '',
): Promise<{ part: ReturnPart; row: ReceiptRow }[]> {
  const seen = new Set<string>();
  const found: { part: ReturnPart; row: ReceiptRow }[] = [];
  for (const [index, { receipt, lines }] of returns.entries()) {
    const path = `${receiptPath}/returns/${index}`;
    const one = await returnPart(parts, receipt, lines, path);
    if (seen.has(one.row.id)) {
      refuse('invalid_request', `${path}/receipt: receipt ${one.row.id} is named twice`, {
        errors: [{ path: `${path}/receipt`, message: 'is named twice' }],
      });
    }
    seen.add(one.row.id);
    found.push(one);
  }
  return found;
}

interface Preview {
  readonly apply: (open: OpenParty) => void;
  /** What they make of a coupon: one that a sale has used may be used again when all of the sale is back. */
  readonly coupon: (coupon: Coupon) => Coupon;
  readonly results: () => readonly ReturnReplyParts[];
}

/**
 * What the returns of a quote would give back, without writing anything. `apply` moves the points on the buyer's party
 * before the sale is priced, as the commit will; `results` has the parts once it has run.
 */
export async function previewReturns(
  parts: Parts,
  returns: Exchanged,
  businessTime: number,
  buyer: number | undefined,
  /** Where the receipt stands in the request. */
  receiptPath = '',
): Promise<Preview> {
  const found = await exchangedParts(parts, returns, receiptPath);
  const rows = await readCertificates(
    parts.database,
    found.flatMap(({ part }) => part.certificates ?? []),
  );
  const opens = new Map(rows.map((row) => [row.code, new OpenCertificate(row)]));
  const certificates = new CertificateForks({ certificate: (code) => opens.get(code) });
  const results = new Map<string, ReturnReplyParts>();
  const evaluate = (input: EvaluationInput) => parts.evaluator.evaluate(input);
  const repriced = new Map<string, Repriced>();
  for (const { part, row } of found) {
    const one = await repricedBy(part, row, evaluate);
    if (one !== undefined && 'outcome' in one) refuseAs(one, row.id);
    if (one !== undefined) repriced.set(row.id, one);
  }
  const take = ({ part, row }: (typeof found)[number], open: OpenParty | undefined): void => {
    const taken = takeBack(part, row, open, businessTime, parts.facts, certificates, repriced.get(row.id));
    if (isDecision(taken)) refuseAs(taken, row.id);
    results.set(row.id, taken.parts);
  };
  // Two receipts of one party are taken back one after the other, as the commit will.
  const others = new Map<number, OpenParty>();
  for (const one of found) {
    const { party } = one.row;
    if (party !== undefined && party === buyer) continue;
    if (party !== undefined && !others.has(party))
      others.set(party, settledAt(await parts.parties.read(party), businessTime));
    take(one, party === undefined ? undefined : others.get(party));
  }
  const undone = found.flatMap(({ part, row }) => undoneBy(part, row));
  return {
    coupon: (coupon) => undone.reduce((before, { id, effects }) => couponAfterUndoing(id, effects, before), coupon),
    apply: (open) => {
      for (const one of found) if (one.row.party === open.id) take(one, open);
    },
    results: () => found.flatMap(({ row }) => results.get(row.id) ?? []),
  };
}

/** The sale, where all of it comes back. What is refused, or is no sale, is said when it is taken back. */
function undoneBy(part: ReturnPart, row: ReceiptRow): { id: string; effects: SaleEffects }[] {
  if (row.kind !== 'sale' || row.state === 'cancelled') return [];
  const { sold, returned, effects } = readSale(row, part.policy.redeemAs === 'tender');
  const share = returnShare(sold, returned, part.lines);
  return 'whole' in share && share.whole && share.lines.length > 0 ? [{ id: row.id, effects }] : [];
}

function refuseAs({ outcome }: Decision, receipt: string): never {
  if (outcome.kind !== 'refused') throw new Error(`receipt ${receipt}: ${outcome.kind}`);
  refuse(outcome.code, outcome.detail, { errors: outcome.errors ?? [] });
}
