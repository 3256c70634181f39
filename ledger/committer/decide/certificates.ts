/** What commands do with gift certificates: keep their money aside, pay with it, sell them, give their money back. */
import type { Evaluation } from '../../../rules/model/evaluation.ts';
import type { PointsPolicy } from '../../../rules/model/points-policy.ts';
import { expiryOf } from '../../certificates/expiry.ts';
import type { OpenCertificate } from '../../certificates/open-certificate.ts';
import { soldCertificates } from '../../certificates/sold.ts';
import { type HoldRow, isOpen } from '../../holds/hold.ts';
import type { CertificateShare, Returned, SaleEffects } from '../../receipts/effects.ts';
import type { ReturnShare } from '../../receipts/return-share.ts';
import type { HoldCommand, SaleCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { CertificateMade, CertificateMoved } from '../ports.ts';
import type { Alert, Decision, Rows } from '../rows.ts';
import type { SaleHolds } from './redeem.ts';

/** Forks of the certificates that one command changes, each forked once. */
export class CertificateForks {
  readonly #find: (code: string) => OpenCertificate | undefined;
  readonly #forks = new Map<string, OpenCertificate>();

  constructor(rows: Pick<Rows, 'certificate'>) {
    this.#find = (code) => rows.certificate(code);
  }

  get(code: string): OpenCertificate | undefined {
    const fork = this.#forks.get(code) ?? this.#find(code)?.fork();
    if (fork !== undefined) this.#forks.set(code, fork);
    return fork;
  }

  all(): readonly OpenCertificate[] {
    return [...this.#forks.values()];
  }
}

export function sumOf(shares: readonly CertificateShare[]): number {
  return shares.reduce((sum, { amount }) => sum + amount, 0);
}

/** The certificate that a hold keeps money of. */
export function certificateOf({ certificate }: HoldRow, rows: Rows): OpenCertificate | undefined {
  return certificate === undefined ? undefined : rows.certificate(certificate);
}

/** A fork with the money held; or why it cannot be. */
export function holdCertificate(
  { code, amount, currency }: NonNullable<HoldCommand['certificate']>,
  at: number,
  rows: Rows,
): OpenCertificate | Decision {
  const fork = rows.certificate(code)?.fork();
  const no = (error: 'certificate_not_found' | 'certificate_not_usable', message: string): Decision => ({
    outcome: refused(error, `certificate ${code} ${message}`, { errors: [{ path: '/certificate/code', message }] }),
  });
  if (fork === undefined) return no('certificate_not_found', 'is not known');
  const state = fork.stateAt(at);
  if (state !== 'active') return no('certificate_not_usable', unusable(state, fork));
  if (fork.row.currency !== currency) {
    return no('certificate_not_usable', `is of ${fork.row.currency}, the receipt is in ${currency}`);
  }
  if (fork.available < amount) {
    const message = `${amount} are asked, ${fork.available} can be spent of the certificate`;
    const path = '/certificate/amount';
    return { outcome: refused('certificate_insufficient', message, { errors: [{ path, message }] }) };
  }
  fork.hold(amount);
  return fork;
}

function unusable(state: OpenCertificate['row']['state'], { row }: OpenCertificate): string {
  if (state === 'issued') return 'has not been activated';
  if (state === 'expired' && row.expiresAt !== undefined) return `expired at ${new Date(row.expiresAt).toISOString()}`;
  return state === 'active' ? 'is active already' : `is ${state}`;
}

interface Payment {
  readonly paid: readonly CertificateMoved[];
  /** By hold, minor units. */
  readonly posted: ReadonlyMap<string, number>;
  readonly alerts: readonly Alert[];
}

const paidNothing: Payment = { paid: [], posted: new Map(), alerts: [] };

/**
 * Pays what is left to pay with what the sale's holds kept, in the order named; the rest is let go. Where the customer
 * has paid already, a hold that lapsed takes what is there still, and what is not there is nobody's debt: somebody is told.
 */
export function payWithCertificates(
  command: SaleCommand,
  { totals }: Pick<Evaluation, 'totals'>,
  holds: SaleHolds,
  certificates: CertificateForks,
  paid: boolean,
): Payment {
  const withMoney = holds.all.filter((hold) => hold.certificate !== undefined);
  if (withMoney.length === 0) return paidNothing;
  const opens = withMoney.map((hold) => {
    const open = certificates.get(hold.certificate ?? '');
    if (open === undefined) throw new Error(`hold ${hold.id}: certificate ${hold.certificate} was not locked`);
    if (isOpen(hold)) open.release(hold.certificateAmount);
    return { hold, open };
  });
  let due = Math.max(0, totals.net - (command.origin.policy.redeemAs === 'tender' ? totals.redeemed : 0));
  const sums = new Map<OpenCertificate, number>();
  const posted = new Map<string, number>();
  const alerts: Alert[] = [];
  // Those that stand first: a lapsed one must not take what another has promised.
  for (const usable of [true, false]) {
    for (const { hold, open } of opens) {
      if (holds.usable.includes(hold) !== usable || (!usable && !paid)) continue;
      const wanted = Math.min(due, hold.certificateAmount);
      const amount = Math.min(wanted, open.available);
      open.pay(amount);
      due -= amount;
      if (usable) posted.set(hold.id, amount);
      if (amount > 0) sums.set(open, (sums.get(open) ?? 0) + amount);
      if (amount < wanted) alerts.push(missing(command, open.row.code, wanted - amount));
    }
  }
  for (const { open } of opens) open.settle();
  const moved = [...sums].map(([open, amount]) => ({ code: open.row.code, amount, balance: open.available }));
  return { paid: moved, posted, alerts };
}

function missing({ id, key }: SaleCommand, certificate: string, amount: number): Alert {
  return {
    message: 'a receipt was paid with money that its certificate no longer had',
    context: { receipt: id, till: key.till, number: key.number, certificate, amount },
  };
}

interface Sold {
  readonly activated: readonly ({ readonly line: number } & CertificateMade)[];
  readonly alerts: readonly Alert[];
}

/** Activates the certificates that lines of the sale sell. One that cannot be refuses a sale that is not paid yet. */
export function activateSold(command: SaleCommand, certificates: CertificateForks, paid: boolean): Sold | Decision {
  const { receipt } = command.input;
  const activated: ({ line: number } & CertificateMade)[] = [];
  const alerts: Alert[] = [];
  for (const { line, code, quantity } of soldCertificates(receipt)) {
    const open = certificates.get(code);
    const state = open?.stateAt(receipt.businessTime);
    const fault =
      open === undefined || state === undefined
        ? 'is not known'
        : state !== 'issued'
          ? unusable(state, open)
          : quantity !== 1000
            ? 'is sold by a line of its own, one of it'
            : undefined;
    if (fault === undefined && open !== undefined) {
      const expiresAt = expiryOf(open.row, receipt.businessTime, command.origin.timezone);
      open.activate(receipt.businessTime, expiresAt);
      activated.push({ line, code, amount: open.row.amount, ...(expiresAt !== undefined && { expiresAt }) });
    } else if (paid) {
      const context = { receipt: command.id, line, certificate: code, fault };
      alerts.push({ message: 'a certificate was sold that could not be activated', context });
    } else {
      const index = receipt.lines.findIndex((one) => one.line === line);
      const path = `/lines/${index}/attributes/certificate`;
      const error = open === undefined ? 'certificate_not_found' : 'certificate_not_usable';
      return { outcome: refused(error, `certificate ${code} ${fault}`, { errors: [{ path, message: `${fault}` }] }) };
    }
  }
  return { activated, alerts };
}

interface GivingBack {
  readonly at: number;
  readonly policy: PointsPolicy;
  readonly path: string;
  readonly before: Returned;
}

/**
 * Goods come back: the share of the refund that certificates had paid goes back to them, and a certificate that was sold
 * and has not been used is one that has not been activated.
 */
export function giveBack(
  { activated = [] }: SaleEffects,
  share: Pick<ReturnShare, 'certificates' | 'lines'>,
  certificates: CertificateForks,
  /** `before`: what of the sale had come back before. */
  { at, policy, path, before }: GivingBack,
): { certificates: CertificateMoved[]; deactivated: string[] } | Decision {
  const deactivated: string[] = [];
  for (const { line, code } of activated) {
    const index = share.lines.findIndex((one) => one.line === line);
    // With the first part of it the certificate came back; it may have been sold anew since.
    if (index < 0 || (before[line] ?? 0) > 0) continue;
    const open = certificates.get(code);
    if (open === undefined) return { outcome: { kind: 'again' } };
    if (!open.isUntouched) {
      const message = `certificate ${code}, which was sold by line ${line}, has been used`;
      return {
        outcome: refused('certificate_used', message, { errors: [{ path: `${path}/lines/${index}`, message }] }),
      };
    }
    open.deactivate();
    deactivated.push(code);
  }
  const moved = restoreAll(share.certificates, certificates, at, policy.returns.graceMs);
  return moved === undefined ? { outcome: { kind: 'again' } } : { certificates: moved, deactivated };
}

/** Undefined: one of them was not locked, for the sale was not known yet when the command was made. */
function restoreAll(
  shares: readonly CertificateShare[],
  certificates: CertificateForks,
  at: number,
  graceMs: number,
): CertificateMoved[] | undefined {
  const moved: CertificateMoved[] = [];
  for (const { code, amount } of shares) {
    const open = certificates.get(code);
    if (open === undefined) return undefined;
    open.restore(amount, at, graceMs);
    open.settle();
    moved.push({ code, amount, balance: open.available });
  }
  return moved;
}

/** A sale is voided: what paid it is given back whole, what it sold or brought is taken back, as far as it is there. */
export function cancelCertificates(
  receipt: string,
  { certificates: paid = [], activated = [], issued = [] }: Pick<SaleEffects, 'certificates' | 'activated' | 'issued'>,
  certificates: CertificateForks,
  { at, policy }: { readonly at: number; readonly policy: PointsPolicy },
): { alerts: readonly Alert[] } | Decision {
  for (const { code } of activated) {
    const open = certificates.get(code);
    if (open === undefined) return { outcome: { kind: 'again' } };
    if (!open.isUntouched) {
      const message = `certificate ${code}, which it sold, has been used`;
      return { outcome: refused('receipt_not_cancellable', `receipt ${receipt}: ${message}`) };
    }
    open.deactivate();
  }
  const alerts: Alert[] = [];
  for (const code of issued) {
    const open = certificates.get(code);
    if (open === undefined) return { outcome: { kind: 'again' } };
    const used = open.row.amount - open.available;
    open.revoke();
    if (used === 0) continue;
    const context = { receipt, certificate: code, amount: used };
    alerts.push({ message: 'a receipt was cancelled whose certificate had been used', context });
  }
  if (restoreAll(paid, certificates, at, policy.returns.graceMs) === undefined) return { outcome: { kind: 'again' } };
  return { alerts };
}
