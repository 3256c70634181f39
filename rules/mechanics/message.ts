/**
 * message: words for the cashier, for the customer's display, or for the slip. It costs nothing and needs no member.
 *
 *   to: slip, "Come on Friday"                      → messages: [{ to: slip, text: Come on Friday }]
 *   with items: alcohol and a receipt with wine     → once, however many lines match
 *   with items: alcohol and a receipt with milk     → nothing
 */
import { Type } from 'typebox';
import { rewardMechanic } from './mechanic.ts';

export const message = rewardMechanic({
  code: 'message',
  type: 'reward',
  forMember: false,
  params: Type.Object(
    {
      to: Type.Enum(['cashier', 'customer', 'slip']),
      text: Type.String({ minLength: 1, maxLength: 1000, expected: 'a text of 1 to 1000 characters' }),
    },
    { additionalProperties: false, expected: '{to, text}' },
  ),
  reward: ({ to, text }) => ({ kind: 'message', to, text }),
});
