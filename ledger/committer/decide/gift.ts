/**
 * What rules `to: referrer` give: written as due with the purchase or the occasion that brings it, given to the referrer's
 * party in a transaction of its own, and taken back when the purchase is cancelled or has come back whole.
 */
import type { Accrual, LimitUse, ReferrerGift, Reward } from '../../../rules/model/evaluation.ts';
import type { Gift, OccasionEffects, OccasionRow } from '../../occasions/occasion-row.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { GivenLot } from '../../receipts/effects.ts';
import type { GiftCommand } from '../commands.ts';
import type { Ports } from '../ports.ts';
import { type Decision, done, type Rows } from '../rows.ts';
import { CertificateForks, cancelCertificates } from './certificates.ts';
import { couponsAfterUndoing, couponsBrought } from './coupons.ts';
import { issueRewards } from './rewards.ts';
import { accrue, rewardEffects } from './sale.ts';
import { takeStamps } from './stamps.ts';
import { movePoints } from './take-back.ts';

const never = -1;
/** The referrer's activity of which a friend's first purchase is one. */
const referral = 'referral';

/** Carries out what is due, or takes back what is to be; of what somebody else has dealt with nothing is left to do. */
export function decideGift(command: GiftCommand, rows: Rows, ports: Ports): Decision | Promise<Decision> {
  const row = rows.occasions.known(command.once);
  if (row === undefined) throw new Error(`there is no occasion ${command.once}`);
  if (row.state === 'due') return give(command, row, rows, ports);
  return row.state === 'back' ? takeBackGift(command, row, rows, ports) : done('{}', {}, true);
}

async function give({ origin, party }: GiftCommand, row: OccasionRow, rows: Rows, ports: Ports): Promise<Decision> {
  const { at, id, member } = row;
  const { gifts, counts, friend, timezone } = JSON.parse(row.input) as Gift;
  const open = rows.party(party).fork();
  open.settle(at);
  const lots: GivenLot[] = [];
  const uses: LimitUse[] = [];
  const rewards: Reward[] = [];
  for (const gift of gifts) {
    const within = withinLimits(gift, open.facts.limits, uses);
    if (within === undefined) continue;
    uses.push(...within.uses);
    if (gift.reward !== undefined) rewards.push(gift.reward);
    if (gift.accrual !== undefined) lots.push(...accrueGift(gift.accrual, within.points, open, at));
  }
  const issued = issueRewards({ id, origin, member }, rewards, at, rows.now, ports);
  const brought = await couponsBrought({ rewards }, { id, member, at, timezone }, rows, ports);
  const effects: OccasionEffects = {
    lots,
    limitUses: uses,
    ...rewardEffects({ rewards }, open, at, ports),
    ...(brought.issued.length > 0 && { issuedCoupons: brought.issued.map(({ code }) => code) }),
    ...(issued.certificates.length > 0 && { issued: issued.certificates.map((one) => one.row.code) }),
  };
  open.repayDebt();
  open.settle(at);
  const evaluation = { limitUses: uses, counts: {}, rewards };
  open.facts = ports.facts.occur(open.facts, { businessTime: at, timezone, policy: origin.facts, evaluation });
  if (counts) open.facts = ports.facts.act(open.facts, { type: referral, at, attributes: { friend }, times: 1 });
  return done('{}', {
    parties: [open],
    certificates: issued.certificates,
    newCoupons: brought.issued,
    alerts: brought.alerts,
    occasion: id,
    occasions: { update: { ...row, state: 'done', party, effects: JSON.stringify(effects) } },
  });
}

function accrueGift(accrual: Omit<Accrual, 'lines'>, points: number, open: OpenParty, at: number): GivenLot[] {
  const { rule } = accrual;
  return accrue({ accruals: [{ ...accrual, points, lines: [] }] }, open, at).map((lot) => ({ ...lot, rule }));
}

/** How much of a gift the referrer's own limits leave, and what it uses of them. Undefined: nothing. */
function withinLimits(
  { accrual, limits }: ReferrerGift,
  used: Readonly<Record<string, number>>,
  before: readonly LimitUse[],
): { points: number; uses: LimitUse[] } | undefined {
  let points = accrual?.points ?? 0;
  for (const { key, unit, cap } of limits) {
    const now = before.filter((use) => use.key === key).reduce((sum, use) => sum + use.used, used[key] ?? 0);
    if (cap <= now) return undefined;
    if (unit === 'points') points = Math.min(points, cap - now);
  }
  return { points, uses: limits.map((use) => ({ ...use, used: use.unit === 'points' ? points : use.used })) };
}

function takeBackGift(command: GiftCommand, row: OccasionRow, rows: Rows, ports: Ports): Decision {
  const { policy } = command.origin;
  const { at } = row;
  const { counts, timezone } = JSON.parse(row.input) as Gift;
  const effects = JSON.parse(row.effects ?? '{"lots":[],"limitUses":[]}') as OccasionEffects;
  const certificates = new CertificateForks(rows);
  const undone = cancelCertificates(row.id, { issued: effects.issued ?? [] }, certificates, { at, policy });
  if ('outcome' in undone) return undone;
  const coupons = couponsAfterUndoing(row.id, { issuedCoupons: effects.issuedCoupons ?? [] }, rows.coupons);
  if (coupons === undefined) return { outcome: { kind: 'again' } };
  const open = rows.party(command.party).fork();
  open.settle(at);
  const { shortfall } = policy.returns;
  movePoints(
    open,
    { restore: [], restoreOverdrawn: 0, takeBack: effects.lots.map(({ lot, points }) => ({ lot, points })) },
    // There is no refund from which it could be withheld.
    { ...policy, returns: { ...policy.returns, shortfall: shortfall === 'forgive' ? 'forgive' : 'debt' } },
    at,
  );
  takeStamps(open, effects.stamps ?? [], policy.purses);
  const limits: Record<string, number> = {};
  for (const { key, used } of effects.limitUses) limits[key] = (limits[key] ?? 0) + used;
  const { before = {}, rewards = [] } = effects;
  const { purchases } = open.facts;
  // As of a sale, but none was made: no purchase is of this moment, and none is taken off.
  const sale = { businessTime: never, before, limits, counts: {}, at, timezone, rewards };
  open.facts = { ...ports.facts.cancel(open.facts, sale), purchases };
  if (counts) open.facts = ports.facts.act(open.facts, { type: referral, at, times: -1 });
  return done('{}', {
    parties: [open],
    certificates: certificates.all(),
    coupons,
    occasion: row.id,
    occasions: { update: { ...row, state: 'undone', party: command.party } },
    alerts: undone.alerts,
  });
}
