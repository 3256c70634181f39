import type { Evaluation } from '../../../rules/model/evaluation.ts';
import type { Coupon } from '../../coupons/coupon.ts';
import { isOpen } from '../../holds/hold.ts';
import type { OccasionRow } from '../../occasions/occasion-row.ts';
import { promisedBy } from '../../parties/member-state.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { GivenLot, SaleEffects } from '../../receipts/effects.ts';
import type { ReceiptRow } from '../../receipts/receipt-row.ts';
import { thenDo } from '../at-hand.ts';
import { type Evaluated, evaluatedOf, type SaleCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports, ReturnReplyParts } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { activateSold, CertificateForks, payWithCertificates } from './certificates.ts';
import {
  type Brought,
  couponsAfterSale,
  couponsAfterUndoing,
  couponsBrought,
  type FoundCoupons,
  paidWithoutCoupon,
  postedByCoupons,
  presentedUnderLock,
} from './coupons.ts';
import { evaluationUnderLock } from './evaluation.ts';
import { giftRow } from './gift-row.ts';
import { holdsFor, redeem, resolveHolds, type SaleHolds, spentNothing } from './redeem.ts';
import { repricedBy } from './reprice.ts';
import { issueRewards } from './rewards.ts';
import { giveStamps } from './stamps.ts';
import { isDecision, takeBack } from './take-back.ts';
import { tierRow } from './tier-row.ts';

/**
 * Commits a receipt: first what it brings back (an exchange), then the sale under the quoted version, on the member's
 * points as they are at business time, with its own holds let go. Paid is paid: with `charged` a lapsed hold or missing
 * points never refuse it; what is not there is owed.
 */
export function decideSale(command: SaleCommand, rows: Rows, ports: Ports): Decision | Promise<Decision> {
  const exchanged = new Exchanged(command.input.receipt.businessTime, rows);
  return thenDo(
    bringBack(command, exchanged, rows, ports),
    (refusal) => refusal ?? sell(command, exchanged, rows, ports),
  );
}

/** What the returns of an exchange have changed so far. */
class Exchanged {
  readonly forks = new Map<number, OpenParty>();
  readonly certificates: CertificateForks;
  readonly returns: ReturnReplyParts[] = [];
  readonly originals = new Map<string, ReceiptRow>();
  readonly budgets = new Map<string, number>();
  readonly coupons = new Map<string, Coupon>();
  /** Codes with what has been given back of them. */
  readonly found: FoundCoupons;
  readonly revoke: string[] = [];
  readonly #at: number;
  readonly #rows: Rows;

  constructor(at: number, rows: Rows) {
    this.#at = at;
    this.#rows = rows;
    this.certificates = new CertificateForks(rows);
    this.found = { get: (code) => this.coupons.get(code) ?? rows.coupons.get(code) };
  }

  fork(id: number): OpenParty {
    const open = this.forks.get(id) ?? this.#rows.party(id).fork();
    this.forks.set(id, open);
    open.settle(this.#at);
    return open;
  }
}

/** Undefined: all of it is taken back, or there is nothing to be. */
function bringBack(
  command: SaleCommand,
  exchanged: Exchanged,
  rows: Rows,
  ports: Ports,
): Decision | undefined | Promise<Decision | undefined> {
  return command.returns.length === 0 ? undefined : bringAllBack(command, exchanged, rows, ports);
}

async function bringAllBack(
  { input, returns }: SaleCommand,
  exchanged: Exchanged,
  rows: Rows,
  ports: Ports,
): Promise<Decision | undefined> {
  const { originals, budgets } = exchanged;
  for (const part of returns) {
    const row = originals.get(part.receipt) ?? rows.receipt(part.receipt);
    if (row === undefined) return { outcome: refused('receipt_not_found', `there is no receipt ${part.receipt}`) };
    if (row.party !== part.party) return { outcome: { kind: 'again' } };
    const party = row.party === undefined ? undefined : exchanged.fork(row.party);
    const repriced = await repricedBy(part, row, ports.evaluate);
    if (repriced !== undefined && 'outcome' in repriced) return repriced;
    const { businessTime } = input.receipt;
    const taken = takeBack(part, row, party, businessTime, ports.facts, exchanged.certificates, repriced);
    if (isDecision(taken)) return taken;
    const back = taken.undone === undefined ? [] : couponsAfterUndoing(row.id, taken.undone, exchanged.found);
    if (back === undefined) return { outcome: { kind: 'again' } };
    for (const coupon of back) exchanged.coupons.set(coupon.code, coupon);
    exchanged.returns.push(taken.parts);
    originals.set(row.id, taken.receipt);
    if (taken.undone?.gift !== undefined) exchanged.revoke.push(taken.undone.gift);
    for (const [key, used] of taken.budgets) budgets.set(key, (budgets.get(key) ?? 0) + used);
  }
  return undefined;
}

function sell(command: SaleCommand, exchanged: Exchanged, rows: Rows, ports: Ports): Decision | Promise<Decision> {
  const { snapshot, input, member, origin } = command;
  const paid = input.receipt.charged !== undefined;
  const locked = snapshot === undefined ? undefined : rows.party(snapshot.party);
  const open = snapshot === undefined ? undefined : exchanged.fork(snapshot.party);
  const holds = holdsFor(command, rows, paid);
  if ('outcome' in holds) return holds;
  for (const hold of holds.all) if (isOpen(hold)) open?.unpin(hold.pins);

  const unchanged = locked === undefined || locked.version === snapshot?.version;
  const coupons = presentedUnderLock(command, exchanged.found, rows.now);
  const promised = paid ? promisedBy(holds.all) : undefined;
  const asked = { ...evaluatedOf(command), snapshot, member, origin, coupons, promised };
  // Whoever is told that the quote has changed is told all of the new one.
  const agreed = command.told === undefined || command.told.digest === command.quoted || paid;
  const stands = unchanged && exchanged.returns.length === 0 && agreed;
  const evaluated = evaluationUnderLock(asked, open, stands, rows, ports);
  return thenDo(evaluated, (found) => {
    if ('outcome' in found) return found;
    const to = { id: command.id, member, at: input.receipt.businessTime, timezone: origin.timezone };
    return thenDo(couponsBrought(found.evaluation, to, rows, ports), (brought) =>
      settle(command, { exchanged, locked, open, holds, evaluated: found, brought }, rows, ports),
    );
  });
}

interface Sold {
  readonly exchanged: Exchanged;
  readonly locked: OpenParty | undefined;
  /** After what the sale brings back, with its own holds let go. */
  readonly open: OpenParty | undefined;
  readonly holds: SaleHolds;
  readonly evaluated: Evaluated;
  readonly brought: Brought;
}

/** From here on nothing is waited for. */
function settle(command: SaleCommand, found: Sold, rows: Rows, ports: Ports): Decision {
  const { exchanged, locked, open, holds, evaluated, brought } = found;
  const { forks, certificates, returns, originals, budgets, coupons: couponsBack, revoke } = exchanged;
  const { businessTime } = command.input.receipt;
  const paid = command.input.receipt.charged !== undefined;
  const { snapshot } = command;
  const { evaluation } = evaluated;
  // Asked before anything is spent: a quote shows the points as they are before the receipt.
  const { told } = evaluated;
  if (
    told === undefined &&
    command.quoted !== undefined &&
    !paid &&
    ports.digest(evaluated.evaluation) !== command.quoted
  ) {
    const quote = ports.replies.quote({
      command,
      evaluation: evaluated.evaluation,
      open,
      partyVersion: locked?.version ?? 0,
      returns,
    });
    const message = 'the result differs from the quoted one';
    return { outcome: refused('quote_changed', message, { quote, errors: [{ path: '/quote', message }] }) };
  }
  const spent = open === undefined ? spentNothing : redeem(command, evaluation, open, holds, paid);
  if ('outcome' in spent) return spent;
  const payment = payWithCertificates(command, evaluation, holds, certificates, paid);
  const sold = activateSold(command, certificates, paid);
  if ('outcome' in sold) return sold;
  const issued = issueRewards(command, evaluation.rewards, businessTime, rows.now, ports);

  const coupons = couponsAfterSale(command, evaluated, holds.all, couponsBack, rows);
  const counts = open?.facts.purchases === 0;
  const gift =
    open &&
    giftRow(`referrer/${command.id}`, {
      ...command,
      at: businessTime,
      evaluation,
      facts: open.facts,
      counts,
    });
  const effects: SaleEffects = {
    lots: open === undefined ? [] : accrue(evaluation, open, businessTime),
    spent: spent.shares,
    overdrawn: spent.overdrawn,
    redeemed: evaluation.redemption.lines.map(({ line, points }) => ({ line, points })),
    limitUses: evaluation.limitUses,
    ...(Object.keys(evaluation.counts).length > 0 && { counts: evaluation.counts }),
    ...(coupons.used.length > 0 && { coupons: coupons.used }),
    ...(brought.issued.length > 0 && { issuedCoupons: brought.issued.map(({ code }) => code) }),
    exchange: command.returns.length > 0,
    ...(payment.paid.length > 0 && { certificates: payment.paid.map(({ code, amount }) => ({ code, amount })) }),
    ...(sold.activated.length > 0 && { activated: sold.activated.map(({ line, code }) => ({ line, code })) }),
    ...(issued.certificates.length > 0 && { issued: issued.certificates.map(({ row }) => row.code) }),
    ...rewardEffects(evaluation, open, businessTime, ports),
    ...(spent.costs.length > 0 && { costs: spent.costs }),
    ...(gift !== undefined && { gift: gift.key }),
  };
  const announced: OccasionRow[] = gift === undefined ? [] : [gift];
  if (open !== undefined) {
    open.repayDebt();
    open.settle(businessTime);
    const { facts } = open;
    open.facts = ports.facts.advance(facts, {
      businessTime,
      timezone: command.origin.timezone,
      evaluation,
      policy: command.origin.facts,
    });
    const tier = tierRow(facts, open.facts, { ...command, receipt: command.id, party: open.id }, ports);
    if (tier !== undefined) announced.push(tier);
  }
  for (const use of evaluation.limitUses) {
    if (use.scope === 'rule') budgets.set(use.key, (budgets.get(use.key) ?? 0) + use.used);
  }
  const reply = ports.replies.sale({
    command,
    ...evaluatedOf(evaluated),
    open,
    overdrawn: spent.overdrawn,
    certificates: payment.paid,
    activated: sold.activated,
    codes: issued.codes,
    coupons: brought.issued,
    returns,
    committedAt: rows.now,
  });
  const { totals } = evaluation;
  return done(reply.text, {
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
      contents: reply.contents,
      effects: JSON.stringify(effects),
    },
    holds: postedByCoupons(
      resolveHolds(holds, spent.posted, payment.posted, { now: rows.now, receipt: command.id }),
      coupons.used,
      command.id,
    ),
    coupons: coupons.changed,
    newCoupons: brought.issued,
    certificates: [...certificates.all(), ...issued.certificates],
    receipts: [...originals.values()],
    budgets,
    occasions: { insert: announced, revoke },
    alerts: [
      ...spent.alerts,
      ...payment.alerts,
      ...sold.alerts,
      ...brought.alerts,
      ...(paid ? paidWithoutCoupon(command, evaluated.input, evaluation) : []),
    ],
  });
}

/** Gives stamps, and keeps what the receipt brings as its cancel needs it. */
export function rewardEffects(
  evaluation: Pick<Evaluation, 'rewards'>,
  open: OpenParty | undefined,
  at: number,
  ports: Ports,
): Pick<SaleEffects, 'before' | 'rewards' | 'stamps'> {
  if (open === undefined) return {};
  const { rewards } = evaluation;
  const stamps = giveStamps(evaluation, open, at);
  return {
    before: ports.facts.before(open.facts, rewards),
    ...(rewards.length > 0 && { rewards }),
    ...(stamps.length > 0 && { stamps }),
  };
}

export function accrue(evaluation: Pick<Evaluation, 'accruals'>, open: OpenParty, at: number): GivenLot[] {
  return evaluation.accruals.map((accrual) => {
    const { rule, points, lines } = accrual;
    return { lot: open.accrue(accrual, at), rule, points, lines };
  });
}
