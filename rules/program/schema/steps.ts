/** The steps of a ladder: from which number on, and what each of them gives. */
import { type TProperties, Type } from 'typebox';

const From = Type.Number({
  minimum: -900_000_000_000,
  maximum: 900_000_000_000,
  expected: 'a number from -900000000000 to 900000000000',
});

export function stepsOf<P extends TProperties>(gives: P) {
  const keys = Object.keys(gives).join(' | ');
  const step = Type.Object(
    { from: From, ...gives },
    { additionalProperties: false, expected: `a step {from, ${keys}}` },
  );
  return Type.Array(step, { minItems: 1, maxItems: 100, expected: `a list of 1 to 100 steps {from, ${keys}}` });
}
