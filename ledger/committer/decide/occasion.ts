import type { OccasionEffects, OccasionRow } from '../../occasions/occasion-row.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { OccasionCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { couponsBrought } from './coupons.ts';
import { evaluationUnderLock } from './evaluation.ts';
import { giftRow } from './gift-row.ts';
import { issueRewards } from './rewards.ts';
import { accrue, rewardEffects } from './sale.ts';

/** More kinds of what a party did than any programme asks about: a row must not grow with whatever a client makes up. */
const maxActivityTypes = 100;

/**
 * Something that happened once: what the party did becomes part of its facts, then the rules on it are evaluated and what
 * they give is given. The same key again is answered as the first time.
 */
export async function decideOccasion(command: OccasionCommand, rows: Rows, ports: Ports): Promise<Decision> {
  const known = rows.occasions.known(command.once);
  if (known !== undefined && known.state !== 'due') return knownAlready(command, known);
  const {
    input: {
      receipt: { businessTime: at },
    },
    origin,
    snapshot,
  } = command;
  const locked = rows.party(snapshot.party);
  const open = locked.fork();
  open.settle(at);
  const refusal = takeNote(command, open, rows, ports);
  if (refusal !== undefined) return refusal;

  const evaluated = await evaluationUnderLock(command, open, locked.version === snapshot.version, rows, ports);
  if ('outcome' in evaluated) return evaluated;
  const { evaluation, input } = evaluated;
  const lots = accrue(evaluation, open, at);
  const id = known?.id ?? command.id;
  const issued = issueRewards({ ...command, id }, evaluation.rewards, at, rows.now, ports);
  const { timezone } = origin;
  const brought = await couponsBrought(evaluation, { id, member: command.member, at, timezone }, rows, ports);
  const rewarded = rewardEffects(evaluation, open, at, ports);
  open.repayDebt();
  open.settle(at);
  open.facts = ports.facts.occur(open.facts, {
    businessTime: at,
    timezone: origin.timezone,
    policy: origin.facts,
    evaluation,
  });
  const budgets = new Map<string, number>();
  for (const use of evaluation.limitUses) {
    if (use.scope === 'rule') budgets.set(use.key, (budgets.get(use.key) ?? 0) + use.used);
  }
  const gift = giftRow(`referrer/${command.id}`, {
    ...command,
    at,
    evaluation,
    facts: open.facts,
    counts: false,
  });
  const effects: OccasionEffects = {
    lots,
    limitUses: evaluation.limitUses,
    ...rewarded,
    ...(issued.certificates.length > 0 && { issued: issued.certificates.map(({ row }) => row.code) }),
    ...(brought.issued.length > 0 && { issuedCoupons: brought.issued.map(({ code }) => code) }),
    ...(gift !== undefined && { gift: gift.key }),
  };
  const reply = ports.replies.occasion({ command, evaluation, codes: issued.codes, coupons: brought.issued, open });
  const row: OccasionRow = {
    key: command.once,
    id,
    happened: input.occasion?.on ?? '',
    state: 'done',
    member: command.member,
    party: snapshot.party,
    at,
    programme: input.programme.code,
    version: input.programme.version,
    ...(command.fingerprint !== undefined && { fingerprint: command.fingerprint }),
    input: JSON.stringify(input),
    effects: JSON.stringify(effects),
    reply,
  };
  const { member, referrer } = command;
  return done(reply, {
    parties: [open],
    certificates: issued.certificates,
    newCoupons: brought.issued,
    alerts: brought.alerts,
    budgets,
    occasion: row.id,
    occasions: {
      insert: [...(known === undefined ? [row] : []), ...(gift === undefined ? [] : [gift])],
      ...(known !== undefined && { update: row }),
      ...(referrer !== undefined && { referral: { member, referrer: referrer.member } }),
    },
  });
}

function knownAlready({ id, once, fingerprint }: OccasionCommand, known: OccasionRow): Decision {
  const same = fingerprint === undefined || (known.fingerprint !== undefined && fingerprint.equals(known.fingerprint));
  if (same) return done(known.reply ?? '{}', {}, known.id !== id);
  const key = once.slice(once.lastIndexOf('/') + 1);
  const errors = [{ path: '/key', message: 'was used with another body' }];
  return { outcome: refused('idempotency_key_reused', `the key ${key} was used with another body`, { errors }) };
}

/** What the party did, and who referred its member, becomes part of its facts. */
function takeNote(command: OccasionCommand, open: OpenParty, rows: Rows, ports: Ports): Decision | undefined {
  const { activity, member, referrer } = command;
  if (referrer !== undefined) {
    const refusal =
      open.facts.referrers?.[member] !== undefined
        ? 'was referred before, and that is for good'
        : rows.occasions.closesRing
          ? 'has itself, or through others, referred the referrer, or they are of one household'
          : undefined;
    if (refusal !== undefined) {
      const errors = [{ path: '/attributes/referrer', message: `the member ${refusal}` }];
      return { outcome: refused('referral_refused', `the member ${refusal}`, { errors }) };
    }
    open.facts = { ...open.facts, referrers: { ...open.facts.referrers, [member]: referrer.member } };
  }
  if (activity === undefined) return undefined;
  const { businessTime: at } = command.input.receipt;
  open.facts = ports.facts.act(open.facts, { ...activity, at });
  if (Object.keys(open.facts.activities ?? {}).length <= maxActivityTypes) return undefined;
  const message = `the member would have activities of more than ${maxActivityTypes} types`;
  return { outcome: refused('invalid_request', message, { errors: [{ path: '/type', message }] }) };
}
