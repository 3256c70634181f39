import { Temporal } from 'temporal-polyfill';
import { v5 as namedId, v4 as randomId } from 'uuid';
import { normalCertificate } from '../../ledger/certificates/code.ts';
import type { HoldChangeCommand } from '../../ledger/committer/commands.ts';
import type { HoldRow } from '../../ledger/holds/hold.ts';
import { type FoundHold, openHolds, readHolds } from '../../ledger/holds/read.ts';
import type { Credential } from '../access/credential.ts';
import { refuseUnlessOwn } from '../access/till-of.ts';
import { type MemberReference, maxAmount } from '../contract/common.ts';
import { refuse } from '../contract/errors.ts';
import type { WireHold, WireHoldRequest } from '../contract/hold.ts';
import type { Parts } from '../parts.ts';
import { holdReply } from '../replies/hold.ts';
import { type Arrival, arrive, checkArrival, currentProgramme, keyOf, originOf } from './receipt/arrival.ts';
import { asksForCoupons, codesToReserve } from './receipt/hold-coupons.ts';
import { type Answer, commitWith } from './receipt/outcome.ts';
import { checkPurses } from './receipt/points-asked.ts';
import { limitRedemptions } from './receipt/velocity.ts';
import { refuseReused } from './write-once.ts';

/** Namespace of the ids that Idempotency-Keys make; any UUID, for good. */
const namespace = '6f1f2f0c-2d0b-4c53-9a5e-0d8c8a3f7b11';

/** ISO 8601 duration to milliseconds; months and years have no fixed length and are refused. */
function durationMs(text: string, longestMs: number): number {
  const path = '/ttl';
  try {
    const ms = Math.round(Temporal.Duration.from(text).total('milliseconds'));
    if (ms <= 0) throw new RangeError('not positive');
    if (ms > longestMs) {
      refuse('hold_ttl', `ttl ${text} is longer than the ${longestMs / 1000} seconds the programme allows`, {
        errors: [{ path, message: `must be at most ${longestMs / 1000} seconds` }],
      });
    }
    return ms;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse('invalid_request', `ttl: ${text} is not a duration of days, hours, minutes and seconds, like PT15M`, {
      errors: [{ path, message: 'must be an ISO 8601 duration like PT15M' }],
    });
  }
}

/** Keeps points aside, or money of a certificate. With an Idempotency-Key the same request, sent twice, makes one hold. */
export async function createHold(
  parts: Parts,
  credential: Credential,
  body: WireHoldRequest,
  idempotencyKey: string | undefined,
): Promise<Answer> {
  const now = new Date(parts.now()).toISOString();
  refuseUnlessSomething(body);
  const arrival = await arrive(parts, credential, { ...body, businessTime: body.businessTime ?? now });
  if (idempotencyKey === undefined) return makeHold(parts, credential, body, arrival, randomId());
  const id = namedId(`${credential.id}:hold:${idempotencyKey}`, namespace);
  // Asked first: a card that was blocked meanwhile, or a new day, does not make another request of this one.
  const [made] = await readHolds(parts.database, [id]);
  if (made === undefined) return makeHold(parts, credential, body, arrival, id);
  const member = body.member && (await parts.directory.resolveMember(body.member, { blockedToo: true }));
  const same = asks(body, arrival, made) && (await asksForCoupons(parts, body.coupons, made));
  if (member?.member !== made.member || !same) {
    refuseReused(`the key made hold ${id}, which is not the one asked for`);
  }
  return { body: JSON.stringify(holdReply(made)), replayed: true };
}

function refuseUnlessSomething({ redeem, certificate, coupons, member }: WireHoldRequest): void {
  if (redeem !== undefined && member === undefined) {
    refuse('invalid_request', 'member: say whose points are to be held', {
      errors: [{ path: '/member', message: 'is required with redeem' }],
    });
  }
  if (redeem !== undefined || certificate !== undefined || coupons !== undefined) return;
  refuse('invalid_request', 'redeem: say what is to be held, points, a certificate or coupons', {
    errors: [{ path: '/redeem', message: 'is required without certificate and coupons' }],
  });
}

/** What is held pays a receipt, and no receipt is of more than that. */
function refuseBeyondReceipt({ redeem = [], certificate }: WireHoldRequest, unitWorth: number): void {
  const points = redeem.reduce((sum, part) => sum + part.points, 0);
  const amount = points * unitWorth + (certificate?.amount ?? 0);
  if (amount <= maxAmount) return;
  const message = `would pay ${amount}, more than any receipt's ${maxAmount}`;
  refuse('amount_too_large', `redeem ${message}.`, { errors: [{ path: '/redeem', message }] });
}

function asks(body: WireHoldRequest, arrival: Arrival, hold: HoldRow): boolean {
  const { businessDay, businessTime, redeem = [], certificate } = body;
  const { till, number, businessDay: day } = keyOf(arrival, body.number, 'sale');
  const dayNamed = businessDay !== undefined || businessTime !== undefined;
  if (till !== hold.till || number !== hold.number || (dayNamed && day !== hold.businessDay)) return false;
  const code = certificate && normalCertificate(certificate.code);
  if (code !== hold.certificate || (certificate?.amount ?? 0) !== hold.certificateAmount) return false;
  const left = new Map<string, number>();
  for (const { purse, points } of hold.pins) left.set(purse, (left.get(purse) ?? 0) + points);
  for (const { purse, points } of redeem) if (purse !== undefined) left.set(purse, (left.get(purse) ?? 0) - points);
  const points = redeem.reduce((sum, part) => sum + part.points, 0);
  return points === hold.points && [...left.values()].every((rest) => rest >= 0);
}

async function makeHold(
  parts: Parts,
  credential: Credential,
  body: WireHoldRequest,
  arrival: Arrival,
  id: string,
): Promise<Answer> {
  checkArrival(parts, credential, arrival, credential.role === 'admin');
  const { place, businessTime } = arrival;
  const programme = currentProgramme(parts, place.store);
  const { ttlMs, maxTtlMs } = programme.policy.hold;
  const member = body.member && (await parts.directory.resolveMember(body.member));
  checkPurses(programme.policy, body.redeem);
  const ttl = body.ttl === undefined ? ttlMs : durationMs(body.ttl, maxTtlMs);
  const { redeem = [], certificate } = body;
  refuseBeyondReceipt(body, programme.policy.unitWorth);
  const code = certificate && normalCertificate(certificate.code);
  if (credential.role !== 'admin') await limitRedemptions(parts, member?.party ?? code ?? '');
  const at = body.businessTime === undefined ? parts.now() : businessTime;
  const use = { at, now: parts.now(), holds: [], ...(member !== undefined && { member: member.member }) };
  return commitWith(parts, async () => ({
    kind: 'hold',
    id,
    key: keyOf(arrival, body.number, 'sale'),
    origin: originOf(place.store, programme),
    ...(member !== undefined && { party: member.party, member: member.member }),
    ...(body.businessTime !== undefined && { at: businessTime }),
    ...(body.coupons !== undefined && { coupons: await codesToReserve(parts, body.coupons, use) }),
    redeem: redeem.map(({ purse, points }) => ({ points, ...(purse !== undefined && { purse }) })),
    ...(certificate !== undefined &&
      code !== undefined && { certificate: { code, amount: certificate.amount, currency: programme.currency } }),
    ttlMs: ttl,
  }));
}

async function findHold({ database }: Parts, credential: Credential, id: string): Promise<FoundHold> {
  const [hold] = await readHolds(database, [id]);
  if (hold === undefined) refuse('hold_not_found', `there is no hold ${id}`);
  refuseUnlessOwn(credential, hold);
  return hold;
}

export async function readHold(parts: Parts, credential: Credential, id: string): Promise<WireHold> {
  return holdReply(await findHold(parts, credential, id));
}

export async function listHolds(parts: Parts, reference: MemberReference): Promise<WireHold[]> {
  const { party } = await parts.directory.resolveMember(reference, { blockedToo: true });
  return (await openHolds(parts.database, party)).map(holdReply);
}

export async function voidHold(parts: Parts, credential: Credential, id: string): Promise<Answer> {
  const hold = await findHold(parts, credential, id);
  return commitWith(parts, async () => ({ kind: 'hold-void', ...namedBy(hold) }));
}

/** @param ttl from now; the programme's own where it is absent, as far as the hold goes */
export async function extendHold(parts: Parts, credential: Credential, id: string, ttl?: string): Promise<Answer> {
  const hold = await findHold(parts, credential, id);
  const longestMs = hold.maxUntil - hold.createdAt;
  const ttlMs = ttl === undefined ? await ownTtl(parts, hold, longestMs) : durationMs(ttl, longestMs);
  return commitWith(parts, async () => ({ kind: 'hold-extend', ...namedBy(hold), ttlMs }));
}

/** The rows that a change of it must lock. */
function namedBy({ id, party, certificate, coupons }: HoldRow): Omit<HoldChangeCommand, 'kind' | 'ttlMs'> {
  return {
    hold: id,
    ...(coupons !== undefined && { coupons }),
    ...(party !== undefined && { party }),
    ...(certificate !== undefined && { certificate }),
  };
}

async function ownTtl(parts: Parts, hold: HoldRow, longestMs: number): Promise<number> {
  const place = await parts.directory.till(hold.till);
  if (place === undefined) throw new Error(`hold ${hold.id} is of till ${hold.till}, which is gone`);
  return Math.min(currentProgramme(parts, place.store).policy.hold.ttlMs, longestMs);
}
