import { readSale } from '../../receipts/receipt-row.ts';
import type { CancelCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, keyText, type Rows } from '../rows.ts';
import { CertificateForks, cancelCertificates } from './certificates.ts';
import { restoreCosts } from './costs.ts';
import { couponsAfterUndoing } from './coupons.ts';
import { takeStamps } from './stamps.ts';
import { limitsByScope, movePoints } from './take-back.ts';

/**
 * Voids a whole sale of the store's current business day. The key stays used for good: a receipt that was never seen
 * leaves a tombstone, which refuses it when it does arrive.
 */
export function decideCancel(command: CancelCommand, rows: Rows, ports: Ports): Decision {
  const key = rows.key(keyText(command.key));
  if (key === undefined || key.receipt === undefined) {
    return done(ports.replies.cancelled(command, undefined), {}, key?.fresh === false);
  }
  const row = rows.receipt(key.receipt);
  if (row === undefined) throw new Error(`receipt ${key.receipt} of a key is missing`);
  // It arrived, or was attached to a member, between the look-up and the lock: its party was not locked.
  if (row.party !== command.party) return { outcome: { kind: 'again' } };
  if (row.state === 'cancelled') return done(ports.replies.cancelled(command, row.id), {}, true);
  const sale = readSale(row, command.origin.policy.redeemAs === 'tender');
  const reason =
    row.businessDay !== command.today
      ? `it is of ${row.businessDay}, the store's business day is ${command.today}`
      : row.returned !== undefined
        ? 'goods of it have come back'
        : sale.effects.exchange
          ? 'it was an exchange'
          : undefined;
  if (reason !== undefined) return { outcome: refused('receipt_not_cancellable', `receipt ${row.id}: ${reason}`) };

  const { effects } = sale;
  const coupons = couponsAfterUndoing(row.id, effects, rows.coupons);
  if (coupons === undefined) return { outcome: { kind: 'again' } };
  const open = row.party === undefined ? undefined : rows.party(row.party).fork();
  open?.settle(row.businessTime);
  const { policy } = command.origin;
  const certificates = new CertificateForks(rows);
  const undone = cancelCertificates(row.id, effects, certificates, { at: row.businessTime, policy });
  if ('outcome' in undone) return undone;
  if (open !== undefined) restoreCosts(effects.costs ?? [], open, row.businessTime, policy.returns.graceMs);
  movePoints(
    open,
    {
      restore: effects.spent.toReversed(),
      restoreOverdrawn: effects.overdrawn,
      takeBack: effects.lots.map(({ lot, points }) => ({ lot, points })),
    },
    // The customer keeps neither goods nor points: what cannot be taken back is owed, whatever a return would do.
    { ...policy, returns: { ...policy.returns, shortfall: 'debt' } },
    row.businessTime,
  );
  if (open !== undefined) takeStamps(open, effects.stamps ?? [], policy.purses);
  const used: Record<string, number> = {};
  for (const use of effects.limitUses) used[use.key] = (used[use.key] ?? 0) + use.used;
  const { member, rule } = limitsByScope(effects.limitUses, used);
  if (open !== undefined) {
    open.facts = ports.facts.cancel(open.facts, {
      businessTime: row.businessTime,
      before: effects.before ?? {},
      limits: member,
      counts: effects.counts ?? {},
      at: row.businessTime,
      timezone: sale.input.receipt.store.timezone,
      rewards: effects.rewards ?? [],
    });
  }
  return done(ports.replies.cancelled(command, row.id), {
    ...(open !== undefined && { parties: [open] }),
    receipts: [{ ...row, state: 'cancelled' }],
    moves: row.id,
    coupons,
    budgets: rule,
    certificates: certificates.all(),
    alerts: undone.alerts,
    occasions: { revoke: effects.gift === undefined ? [] : [effects.gift] },
  });
}
