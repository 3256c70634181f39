import { onOf } from '../../compile/apart.ts';
import { mechanics } from '../../mechanics/index.ts';
import { actionOf } from '../action.ts';
import type { Path } from '../path.ts';
import type { RuleDocument } from '../schema/rule.ts';
import { type LintCheck, type Report, rulesOf } from './check.ts';

/** What a rule can ask of a purchase alone, and what to do about it. */
const ofPurchases: Readonly<Record<string, string>> = {
  items: 'there are no goods to choose from; remove it',
  take: 'there are no units to take; remove it',
  tenders: 'nothing is paid; remove it',
  coupon: 'no till sends a coupon; remove it',
  cost: 'no till asks for what it costs; remove it',
  exclusive: 'there are no lines to close; remove it',
};

/** These come by the calendar: nowhere, and through no channel. */
const byCalendar = /^(birthday|period:.*)$/;

/** A rule on another occasion than a purchase asks and gives what there is without goods; one `to: referrer`, what another may get. */
export const occasions: LintCheck = {
  name: 'occasions',
  run(document, report) {
    for (const { rule, group, path } of rulesOf(document)) {
      const on = onOf(rule);
      const { mechanic } = actionOf(rule);
      const takesOff = group.type === 'price' || group.type === 'redemption';
      if (on !== 'receipt' && takesOff) {
        report('error', [...path, 'on'], `on ${on} nothing is paid: a ${group.type} rule can only be on: receipt`);
      } else if (on !== 'receipt') checkOccasion(rule, on, path, report);
      if (rule.to !== 'referrer') continue;
      const here = [...path, 'to'];
      if (takesOff)
        report('error', here, `the referrer pays nothing here: a ${group.type} rule can only be to: member`);
      if (mechanic === 'multiply')
        report('error', here, 'multiplies what the member is given; it can only be to: member');
      if (mechanic === 'message')
        report('error', here, 'the referrer is not there to be told; it can only be to: member');
      for (const key of ['coupon', 'cost'] as const) {
        if (key in rule) report('error', [...path, key], 'is the member’s to use, not for the referrer; remove it');
      }
    }
  },
};

function checkOccasion(rule: RuleDocument, on: string, path: Path, report: Report): void {
  for (const [key, message] of Object.entries(ofPurchases)) {
    const value = (rule as Readonly<Record<string, unknown>>)[key];
    if (value !== undefined && value !== false) report('error', [...path, key], `on ${on} ${message}`);
  }
  for (const key of ['stores', 'channels'] as const) {
    if (rule[key] === undefined || !byCalendar.test(on)) continue;
    report('error', [...path, key], `${on} comes in no store and through no channel; remove it`);
  }
  const { mechanic, params } = actionOf(rule);
  const definition = mechanics.get(mechanic);
  const here = [...path, 'do', mechanic];
  if (definition?.does === 'factor') {
    report('error', here, `${mechanic} multiplies the points of a purchase, and on ${on} there are none`);
  } else if (definition?.does === 'gain' && definition.type === 'points' && definition.occasion === undefined) {
    const instead = 'use earn_points with per: receipt, or earn_ladder';
    report('error', here, `${mechanic} reckons with what is bought, and on ${on} nothing is; ${instead}`);
  } else if (typeof params.per === 'string' && params.per !== 'receipt') {
    report('error', [...here, 'per'], `on ${on} there is no ${params.per} to count; write per: receipt`);
  }
}
