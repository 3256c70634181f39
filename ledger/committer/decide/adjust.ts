/** Points that people give and take: of one member by request, of many by the rows of a job. */
import type { OpenParty } from '../../parties/open-party.ts';
import { PurseFull } from '../../parties/purses.ts';
import type { AdjustRow } from '../adjustments.ts';
import type { AdjustCommand, AdjustUndoCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';

/** Never below nothing: who takes more than is there is refused. The same request again is answered as it was. */
export function decideAdjust(command: AdjustCommand, rows: Rows, ports: Ports): Decision {
  const { row, request } = command;
  const open = rows.party(command.party).fork();
  open.settle(command.at);
  if (row !== undefined) return decideRow(command, row, open, rows);
  if (request === undefined) throw new Error('an adjustment is asked for by a request or by a job');

  const made = rows.adjustments.made(request.id);
  if (made?.fingerprint.equals(request.fingerprint)) return done(made.reply, {}, true);
  if (made !== undefined) {
    const message = 'was used with another request';
    const errors = [{ path: 'idempotency-key', message }];
    return { outcome: refused('idempotency_key_reused', `the key ${message}`, { errors }) };
  }
  const { party, member, points } = command;
  const { id, fingerprint, credential, cap } = request;
  const before = rows.adjustments.limited(party);
  if (cap !== undefined && before + Math.abs(points) > cap) {
    const spent = before === 0 ? '' : `, ${before} have been adjusted in the last 24 hours`;
    const message = `this key adjusts a member by ${cap} points a day at most${spent}`;
    return { outcome: refused('adjust_limit', message, { errors: [{ path: '/points', message }] }) };
  }
  const moved = move(command, open);
  if ('fault' in moved) {
    return { outcome: refused(moved.code, moved.fault, { errors: [{ path: '/points', message: moved.fault }] }) };
  }
  const reply = ports.replies.adjusted(command, open, rows.now);
  const limited = cap !== undefined;
  return done(reply, {
    parties: [open],
    adjustments: [{ id, party, member, points, credential, limited, fingerprint, reply }],
  });
}

/** Whatever becomes of it is the row's outcome; only a row that is pending is looked at. */
function decideRow(
  command: AdjustCommand,
  { job, row, dry }: NonNullable<AdjustCommand['row']>,
  open: OpenParty,
  rows: Rows,
): Decision {
  if (rows.adjustments.row({ job, row })?.state !== 'pending') return done('{}', {}, true);
  const { points } = command;
  const moved = move(command, open);
  if ('fault' in moved) {
    return done('{}', { adjustRows: [{ job, row, points, state: 'refused', detail: moved.fault }] });
  }
  if (dry) return done('{}', { adjustRows: [{ job, row, points, state: 'applied' }] });
  return done('{}', { parties: [open], adjustRows: [{ job, row, points, state: 'applied', ...moved }] });
}

type Moved =
  | Pick<AdjustRow, 'lot' | 'spent'>
  | { readonly code: 'insufficient_points' | 'amount_too_large'; readonly fault: string };

/** Takes points or gives them; with a `fault` it has done neither. */
function move(command: AdjustCommand, open: OpenParty): Moved {
  return command.points < 0 ? take(command, open) : give(command, open);
}

function take({ points, purse, reason, policy }: AdjustCommand, open: OpenParty): Moved {
  const available = open.available(purse);
  if (available >= -points) return { spent: open.writeOff(-points, purse, policy.purses, reason) };
  const where = purse === undefined ? '' : ` in purse ${purse}`;
  return { code: 'insufficient_points', fault: `${-points} points are to be taken, ${available} are there${where}` };
}

function give({ points, purse, reason, expiresAt, at, policy }: AdjustCommand, open: OpenParty): Moved {
  const [first] = policy.purses;
  const into = policy.purses.find(({ code }) => code === purse) ?? first;
  if (into === undefined) throw new Error('a programme without a purse');
  const terms = {
    purse: into.code,
    points,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(into.stamps && { stamps: true as const }),
  };
  try {
    const lot = open.accrue({ ...terms, note: reason }, at);
    open.settle(at);
    return { lot };
  } catch (error) {
    if (error instanceof PurseFull) return { code: 'amount_too_large', fault: error.message };
    throw error;
  }
}

/** Takes back what a row gave, as far as it is in its lot; gives back what it took, to the lots it came from. */
export function decideAdjustUndo({ party, row, at, policy }: AdjustUndoCommand, rows: Rows): Decision {
  const applied = rows.adjustments.row(row);
  if (applied?.state !== 'applied') return done('{}', {}, true);
  const { points, lot, spent = [] } = applied;
  const open = rows.party(party).fork();
  open.settle(at);
  const note = 'undone';
  const undone = points < 0 ? -points : open.takeOff(lot ?? 0, points, note);
  if (points < 0) open.restore(spent, at, policy.returns.graceMs, note);
  const missing = Math.abs(points) - undone;
  return done('{}', {
    parties: [open],
    adjustRows: [
      {
        ...applied,
        state: 'undone',
        undone,
        ...(missing > 0 && { detail: `${missing} points were gone from their lot` }),
      },
    ],
  });
}
