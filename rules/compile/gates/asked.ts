/**
 * A rule with a cost is for those who ask for it: receipt.attributes.accept is its code, or a list that has it. Whether
 * the member can pay is asked when the rule's turn comes (rules/evaluate/costs.ts).
 */
import { attributeAt } from '../cel/facts.ts';
import { isChosen } from '../selector.ts';
import type { Gate } from './gate.ts';

export function askedGate(code: string): Gate {
  const asked = new Set([code]);
  return {
    pass: ({ receipt, member }) => member !== undefined && isChosen(attributeAt(receipt.attributes, 'accept'), asked),
    explain: ({ member }) => (member === undefined ? 'no member' : 'not asked for: receipt.attributes.accept'),
  };
}
