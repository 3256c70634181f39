/** The sentences of a trace. Every number in them is the receipt's own. */
import type { GroupType, Limit } from '../compile/compiled.ts';
import type { Reward } from '../mechanics/mechanic.ts';
import type { TraceEntry } from '../model/evaluation.ts';

export const noLineMatches = 'no line matches';
export const noPointsToMultiply = 'no points to multiply on the lines it matches';
export const noMember = 'its limit by member needs a member, and none is known';
export const nobodyEarns = 'nobody has shown a card: there is no one to have the points';
export const nobodyIsRewarded = 'nobody has shown a card: there is no one to have it';
export const expiresBeforeActive = 'its points would expire before they are active';
export const unknownCoupon = 'unknown coupon';
export const couponSentTwice = 'sent twice';
export const couponNeedsMember = 'needs a member, and none is known';
export const nothingLeft = 'nothing is left to pay on the lines it matches';
export const nothingWithoutGoods = 'gives nothing without a purchase';
export const nobodyReferred = 'nobody has referred the member';
export const notOffered = 'ruled out by the lines or the place of the receipt';

const mayNot: Readonly<Record<GroupType, string>> = {
  price: 'be discounted',
  points: 'earn points',
  redemption: 'be paid with points',
  reward: 'bring anything',
};

/** For a rule whose lines are there, but of a kind that its group's type leaves alone. */
export function notForThisType(type: GroupType): string {
  return `the lines it matches may not ${mayNot[type]}`;
}

/** Without `rule` where several might have been it. */
export function closedBy(rule: string | undefined, group: string): string {
  return `its lines are closed by ${rule ?? 'an exclusive rule'} of group ${group}, which is exclusive`;
}

export function consumedBy(rule: string | undefined): string {
  return `its units are used up by ${rule ?? 'another rule'} of its own group`;
}

/** `there`: units of the purse that could be spent on it. */
export function tooDear(count: number, purse: string, there: number, stamps: boolean): string {
  const units = stamps ? (count === 1 ? 'stamp' : 'stamps') : `points of ${purse}`;
  return `costs ${count} ${units}, ${there} there`;
}

export function limitUsedUp(limit: Limit): string {
  return `limit of ${limitText(limit)} used up`;
}

/** For a rule that a limit let give less than it would have. */
export function limitCut(limit: Limit, left: number): string {
  return `${left} of ${limitText(limit)} left`;
}

function limitText({ cap, unit, by, per }: Limit): string {
  const what = unit === 'amount' ? `${cap}` : `${cap} ${unit}`;
  return `${what} by ${by} per ${per}`;
}

/** `difference`: minor units or points that the winner gave more than this rule would have, on the same lines. */
export function displacedBy(winner: string, difference: number): string {
  if (difference === 0) return `displaced by ${winner}, as much`;
  return difference < 0
    ? `displaced by ${winner}, ${decimal(-difference)} more but of lower rank`
    : `displaced by ${winner}, ${decimal(difference)} less`;
}

export function takenOff(amount: number, lines: number): string {
  return `${amount} off ${lines} ${lines === 1 ? 'line' : 'lines'}`;
}

export function pointsGiven(points: number): string {
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}

/** What a rule brings besides money off and points. */
export function rewarded(reward: Reward): string {
  switch (reward.kind) {
    case 'message':
      return `tells the ${reward.to}`;
    case 'coupon':
      return `a coupon of ${reward.campaign}`;
    case 'certificate':
      return `a certificate of ${reward.amount}`;
    case 'badge':
      return `the badge ${reward.badge}`;
    case 'stamps':
      return `${reward.count} ${reward.count === 1 ? 'stamp' : 'stamps'} of ${reward.purse}`;
    case 'attribute':
      return `${reward.name} becomes ${reward.value}`;
  }
}

export function multiplied(factor: number): string {
  return `points multiplied by ${decimal(factor)}`;
}

/** `left`: minor units still to pay on those lines. */
export function nothingToTakeOff(left: number): string {
  return `nothing comes off the ${left} left to pay on the lines it matches`;
}

/** `worth`: minor units of those lines, as the rule reckons them. */
export function nothingOf(worth: number): string {
  return `comes to nothing on the ${worth} of the lines it matches`;
}

export function payable(amount: number): string {
  return `points may pay ${amount} of the lines it matches`;
}

/** Cut rather than rounded to three decimals: 0.9999 is no whole point. */
export function roundsToNothing(points: number): string {
  return `${decimal(Math.floor(points * 1000) / 1000)} points round to nothing`;
}

export function groupUnmet(group: string, reason: string): string {
  return `group ${group}: ${reason}`;
}

export function noCouponOf(campaign: string): string {
  return `no coupon of ${campaign}`;
}

export function refusedCoupon(code: string, refusal: string): string {
  return `coupon ${code}: ${refusal}`;
}

export function couponOfSameCampaign(code: string): string {
  return `one code of a campaign is used on a receipt, and ${code} is of the same`;
}

/** `key`: coupon/<campaign>/ and code, member or total. */
export function couponLimitUsedUp(key: string, cap: number): string {
  const by = key.split('/')[2];
  return `limit of ${cap} ${cap === 1 ? 'use' : 'uses'} ${by === 'total' ? 'in total' : `by ${by}`} used up`;
}

export function couponWithoutRule(campaign: string): string {
  return `no rule of the programme asks for a coupon of ${campaign}`;
}

export function noRuleApplied(nearest: TraceEntry | undefined): string {
  if (nearest === undefined) return 'no rule of it applied';
  const { outcome, reason } = nearest;
  // Points may pay more by it, and nobody has asked to pay with points.
  return `no rule of it applied: ${outcome === 'applied' ? `${reason}, and none were spent` : reason}`;
}

/** With three decimals at most. */
export function decimal(value: number): string {
  return Math.abs(value) < 1e12 ? String(Math.round(value * 1000) / 1000) : String(value);
}
