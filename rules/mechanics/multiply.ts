/**
 * multiply: multiplies the points that other rules give on the selected lines, before they are rounded.
 *
 *   1% on 35820 is 3.582 points; ×10                → 35 points
 *   ×10 on the birthday and ×2 on Fridays           → ×20 where the group stacks, ×10 where the best wins
 *   ×2 with rules: [prime]                          → only what the rule prime gives
 */
import { Type } from 'typebox';
import { Code } from '../program/schema/scalars.ts';
import { factorMechanic } from './mechanic.ts';

export const multiply = factorMechanic({
  code: 'multiply',
  type: 'points',
  params: Type.Object(
    {
      factor: Type.Number({
        minimum: 0,
        maximum: 1000,
        decimals: 2,
        expected: 'a factor from 0 to 1000 with at most 2 decimals',
      }),
      rules: Type.Optional(
        Type.Array(Code, { minItems: 1, maxItems: 1000, expected: 'a list of the codes of rules that give points' }),
      ),
    },
    { additionalProperties: false, expected: '{factor, rules}' },
  ),
  offer: ({ factor }) => ({ kind: 'factor', factor }),
  factor: ({ factor, rules }) => {
    const hundredths = Math.round(factor * 100);
    const whole = hundredths % 100 === 0;
    return {
      numerator: whole ? hundredths / 100 : hundredths,
      denominator: whole ? 1 : 100,
      ...(rules === undefined ? {} : { rules }),
    };
  },
});
