import type { ReturnReplyParts } from '../../ledger/committer/ports.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { CommittedReturn, ReturnReply } from '../contract/return.ts';
import { balancesOf } from './quote-body.ts';

/** What one receipt of an exchange gives back, or the body of a return. Quantities in units. */
export function returnReply(parts: ReturnReplyParts): ReturnReply {
  const { share, withheld, purses = [] } = parts;
  return {
    ...(parts.receipt !== undefined && { receipt: parts.receipt }),
    refund: share.refund - withheld,
    ...(withheld > 0 && { withheld }),
    pointsReturned: parts.pointsReturned,
    pointsTaken: parts.pointsTaken,
    debt: parts.debt,
    ...(purses.length > 0 && { purses: purses.map((moved) => ({ ...moved })) }),
    ...(parts.certificates.length > 0 && { certificates: [...parts.certificates] }),
    ...(parts.deactivated.length > 0 && { deactivated: [...parts.deactivated] }),
    lines: share.lines.map((line) => ({ ...line, quantity: line.quantity / 1000 })),
  };
}

export function committedReturn(parts: ReturnReplyParts, policy: PointsPolicy): CommittedReturn {
  const body = returnReply(parts);
  if (parts.open === undefined) return { ...identity(parts), ...body };
  const { balance, pending, held, debt } = balancesOf(parts.open, policy);
  return { ...identity(parts), ...body, points: { balance, pending, held, debt } };
}

function identity({ id, committedAt }: ReturnReplyParts): Pick<CommittedReturn, 'id' | 'state' | 'committedAt'> {
  if (id === undefined || committedAt === undefined) return {};
  return { id, state: 'committed', committedAt: new Date(committedAt).toISOString() };
}
