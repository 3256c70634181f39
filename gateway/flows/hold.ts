import { Temporal } from 'temporal-polyfill';
import { v5 as namedId, v4 as randomId } from 'uuid';
import type { HoldRow } from '../../ledger/holds/hold.ts';
import { openHolds, readHolds } from '../../ledger/holds/read.ts';
import type { Credential } from '../access/credential.ts';
import { refuseUnlessOwn } from '../access/till-of.ts';
import type { MemberReference } from '../contract/common.ts';
import { refuse } from '../contract/errors.ts';
import type { WireHold, WireHoldRequest } from '../contract/hold.ts';
import type { Parts } from '../parts.ts';
import { holdReply } from '../replies/hold.ts';
import { arrive, checkArrival, keyOf, programmeFor } from './receipt/arrival.ts';
import { type Answer, commitWith } from './receipt/outcome.ts';
import { limitRedemptions } from './receipt/velocity.ts';

/** Namespace of the ids that Idempotency-Keys make; any UUID, for good. */
const namespace = '6f1f2f0c-2d0b-4c53-9a5e-0d8c8a3f7b11';

/** ISO 8601 duration to milliseconds; months and years have no fixed length and are refused. */
function durationMs(text: string, longestMs: number): number {
  const path = '/ttl';
  try {
    const ms = Temporal.Duration.from(text).total('milliseconds');
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

/** Keeps points aside. With an Idempotency-Key the same request, sent twice, makes one hold. */
export async function createHold(
  parts: Parts,
  credential: Credential,
  body: WireHoldRequest,
  idempotencyKey: string | undefined,
): Promise<Answer> {
  const now = new Date(parts.now()).toISOString();
  const arrival = await arrive(parts, credential, { ...body, businessTime: body.businessTime ?? now });
  checkArrival(parts, credential, arrival, credential.role === 'admin');
  const programme = await programmeFor(parts, arrival.place.store);
  const { ttlMs, maxTtlMs } = programme.policy.hold;
  const member = await parts.directory.resolveMember(body.member);
  for (const [index, { purse }] of body.redeem.entries()) {
    if (purse === undefined || programme.policy.purses.some(({ code }) => code === purse)) continue;
    const path = `/redeem/${index}/purse`;
    refuse('invalid_request', `${path}: the programme has no purse ${purse}`, {
      errors: [{ path, message: 'is not a purse' }],
    });
  }
  const ttl = body.ttl === undefined ? ttlMs : durationMs(body.ttl, maxTtlMs);
  if (credential.role !== 'admin') await limitRedemptions(parts, member.party);
  return commitWith(parts, async () => ({
    kind: 'hold',
    id: idempotencyKey === undefined ? randomId() : namedId(`${credential.id}:hold:${idempotencyKey}`, namespace),
    key: keyOf(arrival, body.number, 'sale'),
    origin: { store: arrival.place.store.code, timezone: arrival.place.store.timezone, policy: programme.policy },
    party: member.party,
    member: member.member,
    ...(body.businessTime !== undefined && { at: arrival.businessTime }),
    redeem: body.redeem.map(({ purse, points }) => ({ points, ...(purse !== undefined && { purse }) })),
    ttlMs: ttl,
  }));
}

async function findHold({ database }: Parts, credential: Credential, id: string): Promise<HoldRow> {
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
  return commitWith(parts, async () => ({ kind: 'hold-void', hold: id, party: hold.party }));
}

export async function extendHold(parts: Parts, credential: Credential, id: string, ttl: string): Promise<Answer> {
  const hold = await findHold(parts, credential, id);
  const ttlMs = durationMs(ttl, hold.maxUntil - hold.createdAt);
  return commitWith(parts, async () => ({ kind: 'hold-extend', hold: id, party: hold.party, ttlMs }));
}
