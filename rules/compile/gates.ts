/** A rule's gates together: all of them must pass. */
import type { RuleDocument } from '../program/schema/rule.ts';
import type { Gates } from './compiled.ts';
import { activeGate } from './gates/active.ts';
import { cardsGate, channelsGate, segmentsGate, storesGate, tiersGate } from './gates/any-of.ts';
import { askedGate } from './gates/asked.ts';
import { couponGate } from './gates/coupon.ts';
import type { Gate } from './gates/gate.ts';
import { scheduleGate } from './gates/schedule.ts';
import { tendersGate } from './gates/tenders.ts';

export function compileGates(rule: RuleDocument): Gates {
  // The cheap ones first.
  const gates: Gate[] = [];
  if (rule.coupon !== undefined) gates.push(couponGate(rule.coupon));
  if (rule.channels !== undefined) gates.push(channelsGate(rule.channels));
  if (rule.stores !== undefined) gates.push(storesGate(rule.stores));
  if (rule.tiers !== undefined) gates.push(tiersGate(rule.tiers));
  if (rule.cards !== undefined) gates.push(cardsGate(rule.cards));
  if (rule.cost !== undefined) gates.push(askedGate(rule.code));
  if (rule.segments !== undefined) gates.push(segmentsGate(rule.segments));
  if (rule.active !== undefined) gates.push(activeGate(rule.active));
  if (rule.schedule !== undefined) gates.push(scheduleGate(rule.schedule));
  if (rule.tenders !== undefined) gates.push(tendersGate(rule.tenders));
  return {
    pass(context) {
      for (const gate of gates) if (!gate.pass(context)) return false;
      return true;
    },
    explain: (context) => gates.find((gate) => !gate.pass(context))?.explain(context),
  };
}
