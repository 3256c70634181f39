/** The reversal of a sale, or a part of it, on its party: shared by returns, exchanges and cancels. */
import type { Counts, LimitUse } from '../../../rules/model/evaluation.ts';
import type { PointsPolicy } from '../../../rules/model/points-policy.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { Repriced, SaleEffects } from '../../receipts/effects.ts';
import type { ReceiptRow } from '../../receipts/receipt-row.ts';
import { readSale, type StoredSale } from '../../receipts/receipt-row.ts';
import { repricedShare } from '../../receipts/reprice.ts';
import { type ReturnShare, returnShare } from '../../receipts/return-share.ts';
import type { ReturnPart } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { CountsBack, Ports, PurseMove, ReturnReplyParts } from '../ports.ts';
import type { Decision } from '../rows.ts';
import { type CertificateForks, giveBack, sumOf } from './certificates.ts';
import { restoreCosts } from './costs.ts';
import { takeStamps } from './stamps.ts';

export interface TakenBack {
  readonly parts: ReturnReplyParts;
  /** The sale with what has come back of it now. */
  readonly receipt: ReceiptRow;
  readonly budgets: ReadonlyMap<string, number>;
  /** Nothing of the sale is left: what it did as a whole is undone. */
  readonly undone?: SaleEffects;
}

/** Moves points for `share`: redeemed ones go back first, so that earned ones can be taken from them. */
export function movePoints(
  open: OpenParty | undefined,
  share: Pick<ReturnShare, 'restore' | 'restoreOverdrawn' | 'takeBack'>,
  policy: PointsPolicy,
  at: number,
): { pointsReturned: number; pointsTaken: number; debt: number; withheld: number } {
  const sum = (list: readonly { points: number }[]): number => list.reduce((total, { points }) => total + points, 0);
  const asked = sum(share.takeBack);
  if (open === undefined) return { pointsReturned: 0, pointsTaken: 0, debt: 0, withheld: 0 };
  const { graceMs } = policy.returns;
  open.undoOverdraft(share.restoreOverdrawn, firstPurse(policy), at + graceMs);
  open.restore(share.restore, at, graceMs);
  const short = open.takeBack(share.takeBack, policy.purses);
  const debt = policy.returns.shortfall === 'debt' ? short : 0;
  open.owe(debt);
  return {
    pointsReturned: sum(share.restore) + share.restoreOverdrawn,
    pointsTaken: asked - short + debt,
    debt,
    withheld: policy.returns.shortfall === 'withhold' ? short * policy.unitWorth : 0,
  };
}

/** Where points go whose lot nobody knows: those with which later accruals have repaid an overdraft. */
function firstPurse(policy: PointsPolicy): string {
  const [first] = policy.purses;
  if (first === undefined) throw new Error('a programme without a purse');
  return first.code;
}

/** What goes back of limits, `back` by key: the party's own, and what is taken off the campaigns' budgets. */
export function limitsByScope(
  uses: readonly LimitUse[],
  back: Readonly<Record<string, number>>,
): { member: Record<string, number>; rule: Map<string, number> } {
  const scopes = new Map(uses.map(({ key, scope }) => [key, scope]));
  const member: Record<string, number> = {};
  const rule = new Map<string, number>();
  for (const [key, used] of Object.entries(back)) {
    if (scopes.get(key) === 'member') member[key] = used;
    else rule.set(key, -used);
  }
  return { member, rule };
}

/** Where what counters lose was counted. */
function countsFor(counts: Counts = {}, back: Readonly<Record<string, number>>): CountsBack {
  const lost = Object.entries(back).flatMap(([key, added]) => {
    const count = counts[key];
    return count === undefined ? [] : [[key, { in: count.in, added }] as const];
  });
  return Object.fromEntries(lost);
}

/** Takes back `part` of a committed sale on `open`, which is settled; or says why it cannot be. */
export function takeBack(
  part: ReturnPart,
  row: ReceiptRow,
  open: OpenParty | undefined,
  at: number,
  facts: Ports['facts'],
  certificates: CertificateForks,
  /** Where what remains was priced again. */
  repriced?: Repriced,
): TakenBack | Decision {
  const named = (message: string) => ({ errors: [{ path: `${part.path ?? ''}/receipt`, message }] });
  if (row.kind !== 'sale')
    return { outcome: refused('not_a_sale', `receipt ${row.id} is a return`, named('is a return')) };
  if (row.state === 'cancelled') {
    const message = 'was cancelled: nothing of it can come back';
    return { outcome: refused('receipt_cancelled', `receipt ${row.id} ${message}`, named(message)) };
  }
  const sale: StoredSale = readSale(row, part.policy.redeemAs === 'tender');
  const asPaid = returnShare(sale.sold, sale.returned, part.lines);
  if ('refused' in asPaid) {
    const detail = asPaid.refused.map(({ message }) => message).join('; ');
    const errors = asPaid.refused.map(({ path, message }) => ({ path: `${part.path ?? ''}${path}`, message }));
    return { outcome: refused('return_exceeds', detail, { errors }) };
  }
  const share = repriced === undefined ? asPaid : repricedShare(sale, asPaid, repriced);
  // What goes back first, so that what is taken can be taken from it.
  const restored = open && restoreCosts(share.costs, open, at, part.policy.returns.graceMs);
  const where = { at, policy: part.policy, path: part.path ?? '', before: sale.returned };
  const back = giveBack(sale.effects, share, certificates, where);
  if ('outcome' in back) return back;
  const { withheld, ...points } = movePoints(open, share, part.policy, at);
  const taken = open && takeStamps(open, share.stamps, part.policy.purses);
  const { member, rule } = limitsByScope(sale.effects.limitUses, share.limits);
  const counts = countsFor(sale.effects.counts, share.counts);
  if (open !== undefined && Object.keys(member).length + Object.keys(counts).length > 0) {
    const { timezone } = sale.input.receipt.store;
    open.facts = facts.release(open.facts, { limits: member, counts, at, timezone });
  }
  return {
    parts: {
      receipt: row.id,
      share,
      withheld: Math.min(withheld, Math.max(0, share.refund - sumOf(share.certificates))),
      ...points,
      purses: pursesMoved(restored, taken),
      ...back,
    },
    receipt: {
      ...row,
      returned: JSON.stringify(share.returned),
      ...(repriced !== undefined && { effects: JSON.stringify({ ...sale.effects, repriced }) }),
    },
    budgets: rule,
    ...(share.whole && share.lines.length > 0 && { undone: sale.effects }),
  };
}

/** What moved of stamps, and of what rules cost: beside the points, which are told as such. */
function pursesMoved(
  returned: ReadonlyMap<string, number> = new Map(),
  taken: ReadonlyMap<string, number> = new Map(),
): PurseMove[] {
  return [...new Set([...returned.keys(), ...taken.keys()])].map((purse) => {
    return { purse, returned: returned.get(purse) ?? 0, taken: taken.get(purse) ?? 0 };
  });
}

export function isDecision(result: TakenBack | Decision): result is Decision {
  return 'outcome' in result;
}
