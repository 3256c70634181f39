import type { AttachCommand } from '../../ledger/committer/commands.ts';
import type { EvaluationInput, PresentedCoupon } from '../../rules/model/evaluation.ts';
import type { Credential } from '../access/credential.ts';
import { refuseUnlessOwn, tillOf } from '../access/till-of.ts';
import type { WireAttach } from '../contract/cancel.ts';
import type { CommittedReceipt } from '../contract/quote.ts';
import type { CountingOf } from '../counting.ts';
import type { Parts } from '../parts.ts';
import type { ProgrammeVersion } from '../programmes.ts';
import { originOf, quotedProgramme } from './receipt/arrival.ts';
import { findReceipt, keyOfRow, refuseReturn } from './receipt/find.ts';
import { type Answer, commitWith } from './receipt/outcome.ts';
import { priceReceipt } from './receipt/price.ts';

/** Gives a receipt without a member to one: its points, as paid; prices stay. */
export async function attach(parts: Parts, credential: Credential, id: string, body: WireAttach): Promise<Answer> {
  const first = await findReceipt(parts, { id }, { path: 'id' });
  refuseUnlessOwn(credential, first);
  if (first.kind !== 'sale') refuseReturn(id, 'id');
  const { store } = await tillOf(parts.directory, credential, first.till);
  // Whose it is already, it was attached with a card that may have been blocked since.
  const member = await parts.directory.resolveMember(body.member, { blockedToo: first.member !== undefined });
  // Attached already: a retry is answered whatever has become of the programme since.
  if (first.state === 'committed' && first.member === member.member) {
    return { body: first.attached ?? first.reply, replayed: true };
  }
  const programme = await quotedProgramme(parts, { code: first.programme, version: first.version });
  const counting = await countingInForce(parts, programme);
  return commitWith(parts, async (): Promise<AttachCommand> => {
    const row = await findReceipt(parts, { id });
    if (row.input === undefined) throw new Error(`sale ${id} keeps no input`);
    const { receipt, references, coupons = [] } = JSON.parse(row.input) as EvaluationInput;
    const { lines, coupons: outcomes } = JSON.parse(row.reply) as CommittedReceipt;
    const paid = { ...receipt, redeem: [], charged: lines.map(({ line, net }) => ({ line, net })) };
    const priced = await priceReceipt(parts, {
      programme,
      receipt: paid,
      member,
      coupons: coupons.map((coupon, index) => asUsed(coupon, outcomes[index])),
      ...(references && { told: references }),
    });
    if (priced.snapshot === undefined) throw new Error(`member ${member.member} has no party`);
    return {
      kind: 'attach',
      key: keyOfRow(row),
      receipt: row.id,
      origin: originOf(store, programme),
      member: member.member,
      input: priced.input,
      evaluation: priced.evaluation,
      newerCounts: ({ lines }) => counting(priced.input, lines),
      snapshot: priced.snapshot,
    };
  });
}

async function countingInForce({ programmes, counting }: Parts, own: ProgrammeVersion): Promise<CountingOf> {
  const inForce = programmes.current(own.code);
  return inForce === undefined || inForce.version === own.version ? () => ({}) : counting(inForce);
}

/** What the receipt used it has used, and may have points for now; what it did not use is not used by being attached. */
function asUsed({ limits: _, ...coupon }: PresentedCoupon, outcome: CommittedReceipt['coupons'][number] | undefined) {
  if (outcome?.status === 'applied') return coupon;
  return { ...coupon, refusal: outcome?.reason ?? 'not used on the receipt' };
}
