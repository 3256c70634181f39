/** What each command claims, refers to and changes: the rows that are locked for it before it is decided. */

import type { LimitUse } from '../../rules/model/evaluation.ts';
import { soldCertificates } from '../certificates/sold.ts';
import { exclusiveOccasion } from '../occasions/locked-occasions.ts';
import type { PartySnapshot } from '../parties/party.ts';
import type { Command, ReceiptKey } from './commands.ts';
import { keyText } from './rows.ts';

/** Most commands have no needs but a key and a party. */
const none: readonly never[] = [];

/** What all commands need of one kind. */
export function gathered<Need>(commands: readonly Command[], needsOf: (command: Command) => readonly Need[]): Need[] {
  const needs: Need[] = [];
  for (const command of commands) for (const need of needsOf(command)) needs.push(need);
  return needs;
}

export interface Claim extends ReceiptKey {
  readonly fingerprint: Buffer | null;
  readonly receipt: string | null;
}

/** The key a command makes its own; a dry return claims none, a cancel claims a tombstone. */
export function claimOf(command: Command): Claim | undefined {
  switch (command.kind) {
    case 'sale':
      return claim(command.key, command.fingerprint, command.id);
    case 'return':
    case 'unmatched-return':
      return command.dry ? undefined : claim(command.key, command.fingerprint, command.id);
    case 'cancel':
      return claim(command.key, null, null);
    default:
      return undefined;
  }
}

function claim(key: ReceiptKey, fingerprint: Buffer | null, receipt: string | null): Claim {
  const { till, businessDay, number, kind } = key;
  return { till, businessDay, number, kind, fingerprint, receipt };
}

/** Commands of one batch must not share these: the second would find the first neither committed nor absent. */
export function exclusiveKey(command: Command): string | undefined {
  const claim = claimOf(command);
  return claim === undefined ? exclusiveOccasion(command) : keyText(claim);
}

/** Sales a command refers to: their keys are locked, their rows are read. */
export function originalsOf(command: Command): readonly { readonly key: ReceiptKey; readonly receipt: string }[] {
  switch (command.kind) {
    case 'sale':
      return command.returns;
    case 'return':
      return [command.part];
    case 'attach':
      return [command];
    default:
      return none;
  }
}

/** The party a command was evaluated on, as it was found before the lock. */
export function snapshotOf(command: Command): PartySnapshot | undefined {
  return 'snapshot' in command ? command.snapshot : undefined;
}

export function partiesOf(command: Command): readonly number[] {
  if (command.kind === 'sale' && command.returns.length === 0) {
    return command.snapshot === undefined ? none : [command.snapshot.party];
  }
  const parties =
    command.kind === 'sale'
      ? [command.snapshot?.party, ...command.returns.map((part) => part.party)]
      : command.kind === 'return'
        ? [command.part.party]
        : command.kind === 'attach' || command.kind === 'occasion'
          ? [command.snapshot.party]
          : [command.party];
  return parties.filter((party) => party !== undefined);
}

export function holdsOf(command: Command): readonly string[] {
  switch (command.kind) {
    case 'sale':
      return command.holds;
    case 'hold':
      return [command.id];
    case 'hold-void':
    case 'hold-extend':
    case 'hold-expire':
      return [command.hold];
    default:
      return none;
  }
}

/** Certificates that pay, are sold or given back, or are kept aside. */
export function certificatesOf(command: Command): readonly string[] {
  switch (command.kind) {
    case 'sale': {
      const sold = soldCertificates(command.input.receipt).map(({ code }) => code);
      if (sold.length === 0 && command.returns.length === 0) return command.certificates ?? none;
      const back = command.returns.flatMap(({ certificates = [] }) => certificates);
      return [...(command.certificates ?? []), ...sold, ...back];
    }
    case 'return':
      return command.part.certificates ?? [];
    case 'cancel':
    case 'gift':
      return command.certificates ?? [];
    case 'hold':
      return command.certificate === undefined ? [] : [command.certificate.code];
    case 'hold-void':
    case 'hold-extend':
    case 'hold-expire':
      return command.certificate === undefined ? [] : [command.certificate];
    default:
      return none;
  }
}

/** Unique and personal codes that a command uses, reserves, lets go or gives back. */
export function couponsOf(command: Command): readonly string[] {
  switch (command.kind) {
    case 'sale': {
      if (command.input.coupons === undefined && command.returns.length === 0) return none;
      const sent = command.input.coupons?.flatMap(({ row }) => row ?? []) ?? [];
      return [...sent, ...command.returns.flatMap(({ coupons = [] }) => coupons)];
    }
    case 'return':
      return command.part.coupons ?? [];
    case 'cancel':
    case 'gift':
    case 'hold':
    case 'hold-void':
    case 'hold-extend':
    case 'hold-expire':
      return command.coupons ?? [];
    default:
      return none;
  }
}

/** Campaigns of which a command may bring its member a code. */
export function campaignsOf(command: Command): readonly string[] {
  if (!('evaluation' in command) || command.evaluation.rewards.length === 0) return none;
  return command.evaluation.rewards.flatMap((reward) => (reward.kind === 'coupon' ? [reward.campaign] : []));
}

/** What a command draws from budgets by its evaluation so far; evaluated again, it may draw from others as well. */
export function drawsOf(command: Command): readonly LimitUse[] {
  if (!('evaluation' in command)) return none;
  return command.evaluation.limitUses.filter((use) => use.scope === 'rule');
}

/** Every text that becomes a key, whole: what Postgres cannot keep to the letter must not be one. */
export function keysOf(command: Command): readonly ReceiptKey[] {
  const own = 'key' in command ? [command.key] : none;
  const originals = originalsOf(command);
  return originals.length === 0 ? own : [...own, ...originals.map(({ key }) => key)];
}
