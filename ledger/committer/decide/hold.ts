import { type Coupon, letGo, refusalOf, reserved } from '../../coupons/coupon.ts';
import { type HoldRow, isOpen } from '../../holds/hold.ts';
import type { LotShare } from '../../parties/spending-order.ts';
import type { HoldChangeCommand, HoldCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { certificateOf, holdCertificate } from './certificates.ts';
import { heldBy } from './coupons.ts';

/** Keeps points aside, or a certificate's money, or both. The same id again is the same hold, as it stands now. */
export function decideHold(command: HoldCommand, rows: Rows, ports: Ports): Decision {
  const points = command.redeem.reduce((sum, { points: part }) => sum + part, 0);
  const existing = rows.hold(command.id);
  if (existing !== undefined) {
    const { key } = command;
    const same =
      existing.member === command.member &&
      existing.points === points &&
      existing.certificate === command.certificate?.code &&
      existing.certificateAmount === (command.certificate?.amount ?? 0) &&
      sameCodes(existing.coupons, command.coupons) &&
      existing.till === key.till &&
      existing.businessDay === key.businessDay &&
      existing.number === key.number;
    return same
      ? done(ports.replies.hold(existing, certificateOf(existing, rows)), {}, true)
      : {
          outcome: refused(
            'idempotency_key_reused',
            `the key made hold ${existing.id}, which is not the one asked for`,
            { errors: [{ path: 'idempotency-key', message: 'was used with another request' }] },
          ),
        };
  }
  const at = command.at ?? rows.now;
  const open = command.party === undefined ? undefined : rows.party(command.party).fork();
  open?.settle(at);
  const { policy } = command.origin;
  const pins: LotShare[] = [];
  // Requests that name a purse come first: the others must not use it up.
  const requests = command.redeem.toSorted((a, b) => Number(b.purse !== undefined) - Number(a.purse !== undefined));
  for (const { purse, points: part } of requests) {
    if (open === undefined) throw new Error(`hold ${command.id} asks for points of nobody`);
    const available = open.available(purse);
    if (available < part) {
      const where = purse === undefined ? '' : ` in purse ${purse}`;
      const message = `${part} points are asked, ${available} can be spent${where}`;
      return { outcome: refused('insufficient_points', message, { errors: [{ path: '/redeem', message }] }) };
    }
    pins.push(...open.pin(part, purse, policy.purses));
  }
  const certificate = command.certificate && holdCertificate(command.certificate, at, rows);
  if (certificate !== undefined && 'outcome' in certificate) return certificate;
  const { amount: certificateAmount = 0 } = command.certificate ?? {};
  const kept = reserveCoupons(command, rows);
  if ('outcome' in kept) return kept;
  const hold: HoldRow = {
    id: command.id,
    state: 'active',
    ...(command.party !== undefined && { party: command.party }),
    ...(command.member !== undefined && { member: command.member }),
    till: command.key.till,
    store: command.origin.store,
    businessDay: command.key.businessDay,
    number: command.key.number,
    pins,
    ...(kept.coupons.length > 0 && { coupons: kept.coupons.map(({ code }) => code) }),
    points,
    posted: 0,
    amount: points * policy.unitWorth + certificateAmount,
    ...(certificate !== undefined && { certificate: certificate.row.code }),
    certificateAmount,
    certificatePosted: 0,
    createdAt: rows.now,
    expiresAt: rows.now + command.ttlMs,
    maxUntil: rows.now + policy.hold.maxTtlMs,
  };
  return done(ports.replies.hold(hold, certificate), {
    ...(open !== undefined && { parties: [open] }),
    ...(certificate !== undefined && { certificates: [certificate] }),
    newHold: hold,
    coupons: kept.coupons,
  });
}

/** Voids, extends or expires a hold. A second void of a voided hold is the same void. */
export function decideHoldChange(command: HoldChangeCommand, rows: Rows, ports: Ports): Decision {
  const hold = rows.hold(command.hold);
  if (hold === undefined) return { outcome: refused('hold_not_found', `there is no hold ${command.hold}`) };
  const lapsed = isOpen(hold) && hold.expiresAt <= rows.now;
  if (command.kind === 'hold-expire') {
    return lapsed ? release(hold, 'expired', rows, ports) : known(hold, rows, ports);
  }
  if (command.kind === 'hold-void') {
    if (isOpen(hold)) return release(hold, lapsed ? 'expired' : 'voided', rows, ports);
    if (hold.state === 'posted') return { outcome: refused('hold_resolved', `hold ${hold.id} was posted`) };
    return known(hold, rows, ports);
  }
  if (lapsed || hold.state === 'expired') return { outcome: refused('hold_expired', `hold ${hold.id} expired`) };
  if (!isOpen(hold)) return { outcome: refused('hold_resolved', `hold ${hold.id} is ${hold.state}`) };
  // An extension never takes away what the till has been promised.
  const expiresAt = Math.max(hold.expiresAt, rows.now + (command.ttlMs ?? 0));
  if (expiresAt > hold.maxUntil) {
    const until = new Date(hold.maxUntil).toISOString();
    return { outcome: refused('hold_ttl', `the programme keeps this hold until ${until} at most`) };
  }
  const extended: HoldRow = { ...hold, expiresAt };
  const coupons = heldBy(hold, rows).map((coupon) => reserved(coupon, hold.id, expiresAt));
  return done(ports.replies.hold(extended, certificateOf(hold, rows)), { holds: [extended], coupons });
}

function known(hold: HoldRow, rows: Rows, ports: Ports): Decision {
  return done(ports.replies.hold(hold, certificateOf(hold, rows)), {}, true);
}

function release(hold: HoldRow, state: 'voided' | 'expired', rows: Rows, ports: Ports): Decision {
  const open = hold.party === undefined ? undefined : rows.party(hold.party).fork();
  open?.unpin(hold.pins);
  open?.letGo(hold.pins);
  open?.repayDebt();
  const certificate = certificateOf(hold, rows)?.fork();
  certificate?.release(hold.certificateAmount);
  certificate?.settle();
  const released: HoldRow = { ...hold, state, resolvedAt: rows.now };
  return done(ports.replies.hold(released, certificate), {
    ...(open !== undefined && { parties: [open] }),
    ...(certificate !== undefined && { certificates: [certificate] }),
    holds: [released],
    coupons: heldBy(hold, rows).map(letGo),
  });
}

/** All of the codes or none. */
function reserveCoupons(command: HoldCommand, rows: Rows): { coupons: Coupon[] } | Decision {
  const { coupons = [], member, at = rows.now } = command;
  const use = { at, now: rows.now, holds: [], ...(member !== undefined && { member }) };
  const kept: Coupon[] = [];
  for (const code of coupons) {
    const coupon = rows.coupons.get(code);
    const refusal = coupon === undefined ? 'unknown coupon' : refusalOf(coupon, use);
    if (coupon === undefined || refusal !== undefined) {
      const message = `coupon ${code}: ${refusal}`;
      return { outcome: refused('coupon_refused', message, { errors: [{ path: '/coupons', message }] }) };
    }
    kept.push(reserved(coupon, command.id, rows.now + command.ttlMs));
  }
  return { coupons: kept };
}

function sameCodes(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted());
}
