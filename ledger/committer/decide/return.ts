import type { ReceiptRow } from '../../receipts/receipt-row.ts';
import type { ReturnCommand, UnmatchedReturnCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports, ReturnReplyParts } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { CertificateForks } from './certificates.ts';
import { couponsAfterUndoing } from './coupons.ts';
import { repricedBy } from './reprice.ts';
import { isDecision, movePoints, takeBack } from './take-back.ts';

/** Goods come back with their receipt: what was paid for the units is refunded, points move the other way. */
export async function decideReturn(command: ReturnCommand, rows: Rows, ports: Ports): Promise<Decision> {
  const { part } = command;
  const row = rows.receipt(part.receipt);
  if (row === undefined) return { outcome: refused('receipt_not_found', `there is no receipt ${part.receipt}`) };
  // Attached to a member between the look-up and the lock: the party was not locked.
  if (row.party !== part.party) return { outcome: { kind: 'again' } };
  const open = row.party === undefined ? undefined : rows.party(row.party).fork();
  open?.settle(command.businessTime);
  const certificates = new CertificateForks(rows);
  const repriced = await repricedBy(part, row, ports.evaluate);
  if (repriced !== undefined && 'outcome' in repriced) return repriced;
  const taken = takeBack(part, row, open, command.businessTime, ports.facts, certificates, repriced);
  if (isDecision(taken)) return taken;
  const coupons = taken.undone === undefined ? [] : couponsAfterUndoing(row.id, taken.undone, rows.coupons);
  if (coupons === undefined) return { outcome: { kind: 'again' } };
  const parts: ReturnReplyParts = {
    ...taken.parts,
    ...(open !== undefined && { open }),
    ...(!command.dry && { id: command.id, committedAt: rows.now }),
  };
  const reply = ports.replies.return(parts, command.origin.policy);
  if (command.dry) return done(reply);
  return done(reply, {
    ...(open !== undefined && { parties: [open] }),
    insert: returnRow(command, rows.now, reply, parts, {
      programme: row.programme,
      version: row.version,
      original: row.id,
      ...(row.party !== undefined && { party: row.party }),
      ...(row.member !== undefined && { member: row.member }),
    }),
    receipts: [taken.receipt],
    certificates: certificates.all(),
    coupons,
    budgets: taken.budgets,
    occasions: { revoke: taken.undone?.gift === undefined ? [] : [taken.undone.gift] },
  });
}

/** Goods come back without their receipt, where the programme allows it: what they would earn today is taken back. */
export function decideUnmatchedReturn(command: UnmatchedReturnCommand, rows: Rows, ports: Ports): Decision {
  const open = command.party === undefined ? undefined : rows.party(command.party).fork();
  open?.settle(command.businessTime);
  const earned = command.lines.reduce((sum, line) => sum + line.earned, 0);
  const moved = movePoints(
    open,
    { restore: [], restoreOverdrawn: 0, takeBack: earned > 0 ? [{ lot: 0, points: earned }] : [] },
    command.origin.policy,
    command.businessTime,
  );
  const refund = command.lines.reduce((sum, line) => sum + line.refund, 0);
  const parts: ReturnReplyParts = {
    share: {
      refund,
      lines: command.lines.map(({ line, sku, quantity, refund: cash, earned: points }) => ({
        line,
        sku,
        quantity,
        refund: cash,
        pointsReturned: 0,
        pointsTaken: open === undefined ? 0 : points,
      })),
    },
    ...moved,
    certificates: [],
    deactivated: [],
    withheld: Math.min(moved.withheld, refund),
    ...(open !== undefined && { open }),
    ...(!command.dry && { id: command.id, committedAt: rows.now }),
  };
  const reply = ports.replies.return(parts, command.origin.policy);
  if (command.dry) return done(reply);
  return done(reply, {
    ...(open !== undefined && { parties: [open] }),
    insert: returnRow(command, rows.now, reply, parts, {
      programme: command.programme.code,
      version: command.programme.version,
      ...(command.party !== undefined && { party: command.party }),
      ...(command.member !== undefined && { member: command.member }),
    }),
  });
}

function returnRow(
  command: ReturnCommand | UnmatchedReturnCommand,
  now: number,
  reply: string,
  parts: ReturnReplyParts,
  of: Pick<ReceiptRow, 'programme' | 'version' | 'original' | 'party' | 'member'>,
): ReceiptRow {
  return {
    id: command.id,
    kind: 'return',
    state: 'committed',
    till: command.key.till,
    store: command.origin.store,
    businessDay: command.key.businessDay,
    number: command.key.number,
    businessTime: command.businessTime,
    committedAt: now,
    ...of,
    gross: parts.share.refund,
    discount: 0,
    redeemed: parts.pointsReturned,
    net: parts.share.refund - parts.withheld,
    earned: parts.pointsTaken,
    reply,
    effects: '{}',
  };
}
