/**
 * set_attribute: what a rule notes about a member, for later rules to ask: member.attributes.<name>.
 *
 *   name: diet, value: vegan, on vegan milk         → member.attributes.diet is "vegan" from the next receipt on
 *   a later rule sets diet: any                     → the last one stands, and prevails over the member's own
 *   a person changes diet in the call centre        → the person prevails: what the rule had set is gone
 *   the receipt is cancelled                        → as it was before, unless it was set again since
 */
import { Type } from 'typebox';
import { rewardMechanic } from './mechanic.ts';

/** As the wire bounds an attribute. */
const AttributeText = Type.Unsafe<string | number | boolean>({
  type: ['string', 'number', 'boolean'],
  maxLength: 256,
  expected: 'a text of at most 256 characters, a number, true or false',
});

export const setAttribute = rewardMechanic({
  code: 'set_attribute',
  type: 'reward',
  forMember: true,
  params: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 64, expected: 'a name of 1 to 64 characters' }),
      value: AttributeText,
    },
    { additionalProperties: false, expected: '{name, value}' },
  ),
  reward: ({ name, value }) => ({ kind: 'attribute', name, value }),
});
