import { createHash } from 'node:crypto';
import { findOccasion } from '../../../ledger/occasions/occasions.ts';
import type { Attributes, Channel } from '../../../rules/model/receipt.ts';
import type { Credential, Role } from '../../access/credential.ts';
import type { WireActivity } from '../../contract/activity.ts';
import type { Parts } from '../../parts.ts';
import { type Answer, commitWith, unlessAnswered } from '../receipt/outcome.ts';
import { prepareOccasion } from './prepare.ts';
import { referralType, referrerNamed } from './referrer.ts';
import { venueOf } from './venue.ts';

/** Through what a role speaks with the member, where the activity itself does not say (`channel` among its attributes). */
const channels: Readonly<Record<Role, Channel>> = {
  till: 'pos',
  shop: 'web',
  'call-centre': 'call-centre',
  marketer: 'web',
  admin: 'web',
};

/** What a member did besides buying: counted once for each key, for good, and the rules on it evaluated. */
export async function recordActivity(parts: Parts, credential: Credential, body: WireActivity): Promise<Answer> {
  const { type, attributes = {}, key } = body;
  const once = `activity/${credential.id}/${type}/${key}`;
  const fingerprint = fingerprintOf(body);
  const record = async (): Promise<Answer> => {
    const venue = await venueOf(parts, credential, body.store);
    const member = await parts.directory.resolveMember(body.member);
    const referrer = type === referralType ? await referrerNamed(parts, member, attributes) : undefined;
    const at = parts.now();
    return commitWith(parts, () =>
      prepareOccasion(parts, {
        once,
        on: `activity:${type}`,
        member,
        at,
        venue,
        channel: channelOf(credential.role, attributes),
        attributes,
        fingerprint,
        // Who was referred has referred nobody: what its referrer has done is counted when it buys.
        activity: { type, attributes, times: referrer === undefined ? 1 : 0 },
        ...(referrer !== undefined && { referrer: { member: referrer.member, party: referrer.party } }),
      }),
    );
  };
  return unlessAnswered(record, () => replyTo(parts, once, fingerprint));
}

/** The reply this activity got, if it is the same one. */
async function replyTo({ database }: Parts, once: string, fingerprint: Buffer): Promise<string | undefined> {
  const found = await findOccasion(database, once);
  if (found === undefined || found.fingerprint === null || !fingerprint.equals(found.fingerprint)) return undefined;
  return found.reply ?? undefined;
}

function channelOf(role: Role, { channel }: Attributes): Channel {
  const known: readonly unknown[] = ['pos', 'web', 'app', 'call-centre', 'kiosk'];
  return known.includes(channel) ? (channel as Channel) : channels[role];
}

function fingerprintOf({ type, member, attributes = {}, store = '' }: WireActivity): Buffer {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([type, member, sorted, store]))
    .digest();
}
