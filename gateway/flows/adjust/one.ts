import { createHash } from 'node:crypto';
import { v5 as namedId, v4 as randomId } from 'uuid';
import { findMember } from '../../../ledger/members/member.ts';
import type { Credential } from '../../access/credential.ts';
import { purseExpiry } from '../../adjust-runner.ts';
import type { NewAdjustment } from '../../contract/adjust.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { type Answer, commitWith } from '../receipt/outcome.ts';
import { adjustTerms } from './terms.ts';

/** Namespace of the ids that Idempotency-Keys make; any UUID, for good. */
const namespace = '3f6d9b0e-8a3c-4f3b-9f0b-5a2f7f1b8c42';

/** Gives a member points, or takes them; with an Idempotency-Key once. A call centre's key has its limit. */
export async function adjustMember(
  parts: Parts,
  credential: Credential,
  id: string,
  body: NewAdjustment,
  idempotencyKey: string | undefined,
): Promise<Answer> {
  const now = parts.now();
  const { programme, expiresAt } = adjustTerms(parts.programmes, body, now, (field) => `/${field}`);
  const member = await findMember(parts.database, id);
  if (member === undefined) refuse('member_not_found', 'No member has this id.');
  const { points, purse, reason } = body;
  const until = points < 0 ? undefined : (expiresAt ?? purseExpiry(programme.policy, programme.timezone, purse, now));
  const request = {
    id: idempotencyKey === undefined ? randomId() : namedId(`${credential.id}:${idempotencyKey}`, namespace),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([member.id, points, purse, reason, body.expireAfter, body.expireAt, body.program]))
      .digest(),
    credential: credential.id,
    ...(credential.role !== 'admin' && { cap: parts.adjustLimit }),
  };
  return commitWith(parts, async () => ({
    kind: 'adjust',
    party: member.party,
    member: member.id,
    points,
    ...(purse !== undefined && { purse }),
    reason,
    at: now,
    ...(until !== undefined && { expiresAt: until }),
    policy: programme.policy,
    request,
  }));
}
