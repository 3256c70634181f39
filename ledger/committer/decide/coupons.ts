/** What a command does with coupons: asks them again under the lock, uses them, lets them go, gives them back. */
import type { Effective, Evaluation, EvaluationInput, PresentedCoupon } from '../../../rules/model/evaluation.ts';
import { type Coupon, givenBack, letGo, redeemed, refusalOf, takenBack } from '../../coupons/coupon.ts';
import { type Issued, issueCoupons, type Occasioned } from '../../coupons/issue.ts';
import { type HoldRow, isOpen } from '../../holds/hold.ts';
import { couponsOfSale, type SaleEffects } from '../../receipts/effects.ts';
import type { SaleCommand } from '../commands.ts';
import type { Ports } from '../ports.ts';
import type { Alert, Rows } from '../rows.ts';

/** Codes by which a command finds them. */
export interface FoundCoupons {
  /** Undefined: there is no such code, or it was not locked. */
  get(code: string): Coupon | undefined;
}

/** The receipt's codes as the lock finds them; undefined: as they were found before it. */
export function presentedUnderLock(
  { input, member, holds }: Pick<SaleCommand, 'input' | 'member' | 'holds'>,
  /** With what the returns of an exchange have given back. */
  coupons: FoundCoupons,
  now: number,
): PresentedCoupon[] | undefined {
  let moved = false;
  const found = input.coupons?.map((presented) => {
    if (presented.row === undefined) return presented;
    const coupon = coupons.get(presented.row);
    const use = { at: input.receipt.businessTime, now, holds, ...(member !== undefined && { member }) };
    const refusal = coupon === undefined ? 'unknown coupon' : refusalOf(coupon, use);
    if (refusal === presented.refusal) return presented;
    moved = true;
    const { refusal: _, ...usable } = presented;
    return refusal === undefined ? usable : { ...usable, refusal };
  });
  return moved ? found : undefined;
}

/** Codes that a sale has used, and those of its holds that it has not: they are free again. */
export function couponsAfterSale(
  command: Pick<SaleCommand, 'id'>,
  { input, evaluation }: { readonly input: EvaluationInput; readonly evaluation: Effective },
  holds: readonly HoldRow[],
  /** What the returns of an exchange have given back. */
  back: ReadonlyMap<string, Coupon>,
  rows: Pick<Rows, 'coupons' | 'now'>,
): { readonly used: readonly string[]; readonly changed: readonly Coupon[] } {
  const changed = new Map(back);
  const used: string[] = [];
  for (const [index, { status }] of evaluation.coupons.entries()) {
    const row = input.coupons?.[index]?.row ?? '';
    const coupon = changed.get(row) ?? rows.coupons.get(row);
    if (coupon === undefined || status !== 'applied') continue;
    used.push(row);
    changed.set(row, redeemed(coupon, command.id, rows.now));
  }
  for (const hold of holds.filter(isOpen)) {
    for (const coupon of heldBy(hold, rows)) {
      if (!used.includes(coupon.code)) changed.set(coupon.code, letGo(changed.get(coupon.code) ?? coupon));
    }
  }
  return { used, changed: [...changed.values()] };
}

/** A hold is posted by its coupons as well as by its points. */
export function postedByCoupons(holds: readonly HoldRow[], used: readonly string[], receipt: string): HoldRow[] {
  return holds.map((hold) => {
    const posted = hold.state === 'voided' && hold.coupons?.some((code) => used.includes(code)) === true;
    return posted ? { ...hold, state: 'posted', receipt } : hold;
  });
}

/** The coupons that a hold still reserves: one may have been revoked meanwhile, or taken once the hold had lapsed. */
export function heldBy({ id, coupons = [] }: HoldRow, rows: Pick<Rows, 'coupons'>): Coupon[] {
  return coupons.flatMap((code) => {
    const coupon = rows.coupons.get(code);
    return coupon?.hold === id ? [coupon] : [];
  });
}

/**
 * A sale is undone, or all of its goods have come back: what it used can be used again, what it issued is revoked unless it
 * was used. Undefined: one of them was not locked.
 */
export function couponsAfterUndoing(receipt: string, effects: UsedOrIssued, found: FoundCoupons): Coupon[] | undefined {
  const changed: Coupon[] = [];
  for (const code of couponsOfSale(effects)) {
    const coupon = found.get(code);
    if (coupon === undefined) return undefined;
    changed.push(couponAfterUndoing(receipt, effects, coupon));
  }
  return changed;
}

type UsedOrIssued = Pick<SaleEffects, 'coupons' | 'issuedCoupons'>;

/** One that the sale has neither used nor issued stays as it is. */
export function couponAfterUndoing(
  receipt: string,
  { coupons = [], issuedCoupons = [] }: UsedOrIssued,
  coupon: Coupon,
): Coupon {
  if (coupons.includes(coupon.code)) return givenBack(coupon, receipt);
  return issuedCoupons.includes(coupon.code) ? takenBack(coupon) : coupon;
}

/** Coupons that an evaluation brings its member; nobody gets one without being known. */
export function couponsBrought(
  { rewards }: Pick<Evaluation, 'rewards'>,
  to: BroughtTo,
  rows: Pick<Rows, 'coupons'>,
  ports: Pick<Ports, 'couponCode'>,
): Brought | Promise<Brought> {
  const { member } = to;
  const brings = member !== undefined && rewards.some(({ kind }) => kind === 'coupon');
  return brings ? issued(rewards, { ...to, member }, rows, ports) : none;
}

type BroughtTo = Omit<Occasioned, 'member'> & { readonly member: string | undefined };

export interface Brought {
  readonly issued: Issued['coupons'];
  readonly alerts: readonly Alert[];
}

const none: Brought = { issued: [], alerts: [] };

async function issued(
  rewards: Evaluation['rewards'],
  to: Occasioned,
  rows: Pick<Rows, 'coupons'>,
  { couponCode }: Pick<Ports, 'couponCode'>,
): Promise<Brought> {
  const campaign = rows.coupons.campaign.bind(rows.coupons);
  const { coupons, failed } = await issueCoupons(rewards, to, { campaign, couponCode });
  const alerts = failed.map((context) => ({
    message: 'a coupon could not be issued',
    context: { id: to.id, ...context },
  }));
  return { issued: coupons, alerts };
}

/** Somebody paid a price that a coupon made, and it could no longer be used. */
export function paidWithoutCoupon(
  command: Pick<SaleCommand, 'id' | 'key' | 'evaluation'>,
  { coupons = [] }: EvaluationInput,
  { variance, coupons: outcomes }: Effective,
): Alert[] {
  if (variance === undefined) return [];
  const { till, number } = command.key;
  return outcomes.flatMap(({ code, status, reason }, index) => {
    const appliedBefore = command.evaluation.coupons[index]?.status === 'applied';
    const { row, refusal } = coupons[index] ?? {};
    if (status === 'applied' || !(appliedBefore || (row !== undefined && refusal !== undefined))) return [];
    const context = { receipt: command.id, till, number, coupon: row ?? code, reason, variance: variance.net };
    return [{ message: 'a price was paid with a coupon that could no longer be used', context }];
  });
}
