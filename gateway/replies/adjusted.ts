import type { AdjustCommand } from '../../ledger/committer/commands.ts';
import type { OpenParty } from '../../ledger/parties/open-party.ts';
import type { WireAdjusted } from '../contract/adjust.ts';
import { balancesOf } from './quote-body.ts';

/** @param now the ledger's clock, epoch ms */
export function adjustedReply(command: AdjustCommand, open: OpenParty, now: number): WireAdjusted {
  const { member, points, purse, reason, expiresAt, policy, request } = command;
  const { balance, pending, held, debt, purses } = balancesOf(open, policy);
  return {
    id: request?.id ?? '',
    member,
    points,
    ...(purse !== undefined && { purse }),
    reason,
    at: new Date(now).toISOString(),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
    balances: { balance, pending, held, debt, purses },
  };
}
