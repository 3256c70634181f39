/** Points that people give and take: of one member by request, of many by the rows of a job. */
import type { OpenParty } from '../../parties/open-party.ts';
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
  const fault = shortage(command, open);
  if (fault !== undefined) {
    return { outcome: refused('insufficient_points', fault, { errors: [{ path: '/points', message: fault }] }) };
  }
  move(command, open);
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
  const fault = shortage(command, open);
  if (fault !== undefined) return done('{}', { adjustRows: [{ job, row, points, state: 'refused', detail: fault }] });
  const moved = move(command, open);
  if (dry) return done('{}', { adjustRows: [{ job, row, points, state: 'applied' }] });
  return done('{}', { parties: [open], adjustRows: [{ job, row, points, state: 'applied', ...moved }] });
}

function shortage({ points, purse }: AdjustCommand, open: OpenParty): string | undefined {
  const available = open.available(purse);
  if (points > 0 || available >= -points) return undefined;
  return `${-points} points are to be taken, ${available} are there${purse === undefined ? '' : ` in purse ${purse}`}`;
}

function move(command: AdjustCommand, open: OpenParty): Pick<AdjustRow, 'lot' | 'spent'> {
  const { points, purse, reason, expiresAt, at, policy } = command;
  if (points < 0) return { spent: open.writeOff(-points, purse, policy.purses, reason) };
  const [first] = policy.purses;
  const into = policy.purses.find(({ code }) => code === purse) ?? first;
  if (into === undefined) throw new Error('a programme without a purse');
  const terms = {
    purse: into.code,
    points,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(into.stamps && { stamps: true as const }),
  };
  const lot = open.accrue({ ...terms, note: reason }, at);
  open.settle(at);
  return { lot };
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
