import type { Evaluation } from '../../../rules/model/evaluation.ts';
import { type HoldRow, isOpen } from '../../holds/hold.ts';
import type { LotShare, OpenParty } from '../../parties/open-party.ts';
import type { GivenLot, SaleEffects } from '../../receipts/effects.ts';
import type { ReceiptRow } from '../../receipts/receipt-row.ts';
import type { SaleCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports, ReturnReplyParts } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { evaluationUnderLock } from './evaluation.ts';
import { isDecision, takeBack } from './take-back.ts';

/**
 * Commits a receipt: first what it brings back (an exchange), then the sale under the quoted version, on the member's
 * points as they are at business time, with its own holds let go. Paid is paid: with `charged` a lapsed hold or missing
 * points never refuse it; what is not there is owed.
 */
export async function decideSale(command: SaleCommand, rows: Rows, ports: Ports): Promise<Decision> {
  const { businessTime } = command.input.receipt;
  const paid = command.input.receipt.charged !== undefined;
  const forks = new Map<number, OpenParty>();
  const fork = (id: number): OpenParty => {
    const open = forks.get(id) ?? rows.party(id).fork();
    forks.set(id, open);
    open.settle(businessTime);
    return open;
  };

  const returns: ReturnReplyParts[] = [];
  const originals: ReceiptRow[] = [];
  const budgets = new Map<string, number>();
  for (const part of command.returns) {
    const row = rows.receipt(part.receipt);
    if (row === undefined) return { outcome: refused('receipt_not_found', `there is no receipt ${part.receipt}`) };
    if (row.party !== part.party) return { outcome: { kind: 'again' } };
    const taken = takeBack(part, row, row.party === undefined ? undefined : fork(row.party), businessTime, ports.facts);
    if (isDecision(taken)) return taken;
    returns.push(taken.parts);
    originals.push(taken.receipt);
    for (const [key, used] of taken.budgets) budgets.set(key, (budgets.get(key) ?? 0) + used);
  }

  const { snapshot } = command;
  const locked = snapshot === undefined ? undefined : rows.party(snapshot.party);
  const open = snapshot === undefined ? undefined : fork(snapshot.party);
  const held = holdsOf(command, rows, paid);
  if ('outcome' in held) return held;
  for (const hold of held.all) open?.unpin(hold.pins);

  const unchanged = locked === undefined || locked.version === snapshot?.version;
  const evaluated = await evaluationUnderLock(
    { ...command, ...(snapshot !== undefined && { snapshot }) },
    open,
    unchanged && returns.length === 0,
    rows,
    ports,
  );
  if ('outcome' in evaluated) return evaluated;
  const { evaluation } = evaluated;
  const spent = spend(command, evaluation, open, held.usable, paid, ports);
  if ('outcome' in spent) return spent;
  if (command.quoted !== undefined && !paid && ports.digest(evaluation) !== command.quoted) {
    const quote = ports.replies.quote(command, evaluation, open, locked?.version ?? 0);
    return { outcome: refused('quote_changed', 'the result differs from the quoted one', { quote }) };
  }

  const effects: SaleEffects = {
    lots: open === undefined ? [] : accrue(evaluation, open, businessTime),
    spent: spent.shares,
    overdrawn: spent.overdrawn,
    redeemed: evaluation.redemption.lines.map(({ line, points }) => ({ line, points })),
    limitUses: evaluation.limitUses,
    exchange: command.returns.length > 0,
    ...(open !== undefined && { before: pickBefore(open) }),
  };
  open?.settle(businessTime);
  if (open !== undefined) {
    open.facts = ports.facts.advance(open.facts, {
      businessTime,
      timezone: command.origin.timezone,
      limitUses: evaluation.limitUses,
    });
  }
  for (const use of evaluation.limitUses) {
    if (use.scope === 'rule') budgets.set(use.key, (budgets.get(use.key) ?? 0) + use.used);
  }
  const reply = ports.replies.sale({
    command,
    evaluation,
    open,
    overdrawn: spent.overdrawn,
    returns,
    committedAt: rows.now,
  });
  const { totals } = evaluation;
  return done(reply, {
    parties: [...forks.values()],
    insert: {
      id: command.id,
      kind: 'sale',
      state: 'committed',
      till: command.key.till,
      store: command.origin.store,
      businessDay: command.key.businessDay,
      number: command.key.number,
      businessTime,
      committedAt: rows.now,
      ...(snapshot !== undefined && { party: snapshot.party }),
      ...(command.member !== undefined && { member: command.member }),
      programme: command.input.programme.code,
      version: command.input.programme.version,
      ...totals,
      reply,
      input: JSON.stringify(evaluated.input),
      effects: JSON.stringify(effects),
    },
    holds: held.all.map((hold) => resolve(hold, held.usable, spent.byHold, rows.now, command.id)),
    receipts: originals,
    budgets,
  });
}

function pickBefore(open: OpenParty): { lastPurchaseAt?: number } {
  const { lastPurchaseAt } = open.facts;
  return lastPurchaseAt === undefined ? {} : { lastPurchaseAt };
}

interface Holds {
  readonly all: readonly HoldRow[];
  /** Open and not lapsed: their points pay. */
  readonly usable: readonly HoldRow[];
}

function holdsOf(command: SaleCommand, rows: Rows, paid: boolean): Holds | Decision {
  const all: HoldRow[] = [];
  for (const id of command.holds) {
    const hold = rows.hold(id);
    if (hold === undefined) return { outcome: refused('hold_not_found', `there is no hold ${id}`) };
    const { key } = command;
    if (
      hold.party !== command.snapshot?.party ||
      hold.till !== key.till ||
      hold.businessDay !== key.businessDay ||
      hold.number !== key.number
    ) {
      return {
        outcome: refused('hold_mismatch', `hold ${id} is for receipt ${hold.till} ${hold.businessDay} ${hold.number}`),
      };
    }
    const lapsed = hold.expiresAt <= rows.now;
    if (!paid && hold.state === 'active' && lapsed) {
      return { outcome: refused('hold_expired', `hold ${id} expired at ${new Date(hold.expiresAt).toISOString()}`) };
    }
    if (!paid && hold.state !== 'active') {
      const code = hold.state === 'expired' ? 'hold_expired' : 'hold_resolved';
      return { outcome: refused(code, `hold ${id} is ${hold.state}`) };
    }
    all.push(hold);
  }
  return {
    all: all.filter(isOpen),
    usable: all.filter((hold) => hold.state === 'active' && hold.expiresAt > rows.now),
  };
}

function resolve(
  hold: HoldRow,
  usable: readonly HoldRow[],
  posted: ReadonlyMap<string, number>,
  now: number,
  receipt: string,
): HoldRow {
  const points = posted.get(hold.id) ?? 0;
  const state = usable.includes(hold) ? (points > 0 ? 'posted' : 'voided') : 'expired';
  return { ...hold, state, posted: points, resolvedAt: now, ...(points > 0 && { receipt }) };
}

interface Spent {
  readonly shares: readonly LotShare[];
  readonly overdrawn: number;
  readonly byHold: ReadonlyMap<string, number>;
}

/** Pays the redemption: first with what the holds kept, then with free points, in the programme's order. */
function spend(
  command: SaleCommand,
  evaluation: Evaluation,
  open: OpenParty | undefined,
  holds: readonly HoldRow[],
  paid: boolean,
  ports: Ports,
): Spent | Decision {
  const { redemption } = evaluation;
  const byHold = new Map<string, number>();
  if (open === undefined) return { shares: [], overdrawn: 0, byHold };
  if (!paid && command.quoted === undefined) {
    for (const { asked, points, purse } of redemption.requests) {
      if (asked === 'max' || points === asked) continue;
      const available = open.available(purse);
      return {
        outcome:
          available < asked
            ? refused('insufficient_points', `${asked} points are asked, ${available} can be spent`)
            : refused(
                'redeem_not_allowed',
                `${asked} points are asked, the programme allows ${points} on this receipt`,
              ),
      };
    }
  }
  const { policy } = command.origin;
  const shares: LotShare[] = [];
  const pins = new Map(holds.map((hold) => [hold.id, hold]));
  let overdrawn = 0;
  // Requests that name a purse come first, as they were granted: the others must not use it up.
  const requests = redemption.requests.toSorted(
    (a, b) => Number(b.purse !== undefined) - Number(a.purse !== undefined),
  );
  for (const { purse, points } of requests) {
    let left = points;
    for (const hold of pins.values()) {
      const fitting = hold.pins.filter((pin) => purse === undefined || pin.purse === purse);
      const already = byHold.get(hold.id) ?? 0;
      const free = already === 0 ? fitting : without(fitting, shares);
      const taken = open.spendPins(free, left);
      shares.push(...taken);
      const sum = taken.reduce((total, share) => total + share.points, 0);
      if (sum > 0) byHold.set(hold.id, already + sum);
      left -= sum;
    }
    const there = Math.min(left, open.available(purse));
    shares.push(...open.spend(there, purse, policy.purses));
    overdrawn += left - there;
  }
  if (overdrawn > 0) {
    if (!paid)
      return { outcome: refused('insufficient_points', `${overdrawn} points more are asked than can be spent`) };
    open.overdraw(overdrawn);
    ports.alert('points were spent that the member no longer had: they are owed', {
      receipt: command.id,
      till: command.key.till,
      number: command.key.number,
      party: open.id,
      points: overdrawn,
    });
  }
  return { shares, overdrawn, byHold };
}

/** What is left of pins once `spent` has been taken of them. */
function without(pins: readonly LotShare[], spent: readonly LotShare[]): LotShare[] {
  const taken = new Map<number, number>();
  for (const { lot, points } of spent) taken.set(lot, (taken.get(lot) ?? 0) + points);
  return pins.flatMap((pin) => {
    const gone = Math.min(pin.points, taken.get(pin.lot) ?? 0);
    taken.set(pin.lot, (taken.get(pin.lot) ?? 0) - gone);
    return gone === pin.points ? [] : [{ ...pin, points: pin.points - gone }];
  });
}

export function accrue(evaluation: Evaluation, open: OpenParty, at: number): GivenLot[] {
  return evaluation.accruals.map(({ rule, purse, points, activeAt, expiresAt, lines }) => ({
    lot: open.accrue(
      {
        purse,
        points,
        rule,
        ...(activeAt !== undefined && { activeAt }),
        ...(expiresAt !== undefined && { expiresAt }),
      },
      at,
    ),
    rule,
    points,
    lines,
  }));
}
