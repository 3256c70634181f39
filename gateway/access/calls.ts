/**
 * Which role may make which call: the one table of it. A route names its row in `config.call`; one that names none
 * stops the gateway from starting (plugins/access.ts), so nothing is ever open by being forgotten. Whose receipts, holds
 * and tills a role may touch within a call is decided where they are found (till-of.ts).
 */
import type { Role } from './credential.ts';

const tills: readonly Role[] = ['till', 'shop', 'admin'];
const members: readonly Role[] = ['call-centre', 'admin'];
const marketing: readonly Role[] = ['marketer', 'admin'];
const administration: readonly Role[] = ['admin'];

export const calls = {
  'till.connect': tills,
  'quotes.create': ['till', 'shop', 'call-centre', 'admin'],
  'holds.create': tills,
  'holds.extend': tills,
  'holds.read': ['till', 'shop', 'call-centre', 'admin'],
  'holds.list': members,
  'holds.void': ['till', 'shop', 'call-centre', 'admin'],
  'receipts.create': tills,
  'receipts.batch': tills,
  'receipts.read': ['till', 'shop', 'call-centre', 'admin'],
  'receipts.cancel': tills,
  'receipts.attach': tills,
  'returns.create': tills,
  'activities.create': ['till', 'shop', 'call-centre', 'admin'],
  'members.create': members,
  'members.find': ['till', 'shop', 'call-centre', 'admin'],
  'members.read': members,
  'members.change': members,
  'members.cards': members,
  'members.operations': members,
  'members.adjust': members,
  'adjust-jobs.read': administration,
  'adjust-jobs.write': administration,
  'certificates.issue': marketing,
  'certificates.read': ['till', 'shop', 'call-centre', 'marketer', 'admin'],
  'certificates.activate': tills,
  'certificates.revoke': marketing,
  'programmes.read': marketing,
  'programmes.save': marketing,
  'programmes.publish': marketing,
  'references.read': marketing,
  'references.write': marketing,
  'coupons.read': ['call-centre', 'marketer', 'admin'],
  'coupons.write': marketing,
  simulate: marketing,
  'stores.read': administration,
  'stores.write': administration,
  'tills.read': administration,
  'tills.write': administration,
  'keys.read': administration,
  'keys.write': administration,
} as const satisfies Record<string, readonly Role[]>;

export type Call = keyof typeof calls;

export function mayCall(role: Role, call: Call): boolean {
  const allowed: readonly Role[] = calls[call];
  return allowed.includes(role);
}
