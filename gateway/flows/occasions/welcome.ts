/**
 * A registration is an occasion, once for each person and for good: in the transaction that makes the member, so that
 * nobody is a member who was not welcomed, or welcomed without being a member. Who had the phone before was welcomed then,
 * even if it was another member's meanwhile. Members of an earlier system, whose `registeredAt` is past, come unwelcomed.
 */
import type { OccasionCommand } from '../../../ledger/committer/commands.ts';
import type { DatabaseClient } from '../../../ledger/database.ts';
import type { CreatedMember } from '../../../ledger/members/create.ts';
import { firstWithPhone, rememberPhones } from '../../../ledger/occasions/occasions.ts';
import { newParty } from '../../../ledger/parties/party.ts';
import { emptyEvaluation } from '../../../rules/model/evaluation.ts';
import type { Attributes } from '../../../rules/model/receipt.ts';
import type { ResolvedMember } from '../../access/directory.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { commandOf, type Happening, receiptOf } from './prepare.ts';
import { phoneHash, referralType, refuseReferral } from './referrer.ts';
import type { Venue } from './venue.ts';

/** Registered elsewhere longer ago than this is a member of an earlier system. */
const newForMs = 86_400_000;

export interface Registration {
  readonly member: CreatedMember;
  /** E.164. */
  readonly phone?: string | undefined;
  /** Epoch ms; absent: now. */
  readonly registeredAt?: number | undefined;
  /** Undefined: there is no programme to be welcomed by. */
  readonly venue: Venue | undefined;
  readonly referrer?: ResolvedMember | undefined;
}

/** Within the transaction that made the member. Refuses referral_refused. */
export async function welcome(parts: Parts, client: DatabaseClient, registration: Registration): Promise<void> {
  const { member, phone, registeredAt, venue, referrer } = registration;
  const known = phone !== undefined && (await firstWithPhone(client, phoneHash(parts, phone))) !== undefined;
  if (phone !== undefined) await rememberPhones(client, member.id, [phoneHash(parts, phone)]);
  if (known && referrer !== undefined) refuseReferral('was a member before, by its phone', '/referrer');
  const at = parts.now();
  const ofEarlierSystem = registeredAt !== undefined && registeredAt < at - newForMs;
  if (venue === undefined) {
    if (referrer !== undefined) refuse('no_programme', 'There is no programme to refer a member to.');
    return;
  }
  const happening = { at, venue, channel: 'call-centre' as const };
  if (!known && !ofEarlierSystem) {
    await decide(parts, client, member, {
      ...happening,
      once: `registration/${member.id}`,
      on: 'registration',
      attributes: {},
    });
  }
  if (referrer === undefined) return;
  const attributes: Attributes = { referrer: referrer.member };
  await decide(parts, client, member, {
    ...happening,
    once: `referral/${member.id}`,
    on: `activity:${referralType}`,
    attributes,
    activity: { type: referralType, attributes, times: 0 },
    referrer: { member: referrer.member, party: referrer.party },
  });
}

/** Nobody else can see the party yet: it is evaluated once, where its row is locked. */
async function decide(
  parts: Parts,
  client: DatabaseClient,
  { id, party }: CreatedMember,
  happening: Omit<Happening, 'member'>,
): Promise<void> {
  const { attributes, on, venue } = happening;
  const { code, version } = venue.programme;
  const command: OccasionCommand = {
    ...commandOf(happening),
    member: id,
    input: {
      programme: { code, version },
      receipt: receiptOf(happening),
      occasion: { on, attributes },
      limits: {},
    },
    evaluation: emptyEvaluation,
    snapshot: { party, version: beforeAll, seq: 0, state: newParty, text: '', members: [] },
  };
  const outcome = await parts.committer.within(client, command);
  if (outcome.kind === 'refused') refuse(outcome.code, outcome.detail);
  if (outcome.kind === 'again') throw new Error(`the ${on} of member ${id} was overtaken in its own transaction`);
}

/** No party is of this version, so what was found of it counts as out of date. */
const beforeAll = 0;
