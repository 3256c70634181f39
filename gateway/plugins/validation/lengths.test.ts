import { Ajv } from 'ajv';
import t from 'tap';
import { fc } from '../../../rules/testing/fast-check.ts';
import { countWhereNeeded } from './lengths.ts';

t.test('says what Ajv itself says', async () => {
  const own = new Ajv();
  countWhereNeeded(own);
  const model = new Ajv();
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', '👍', '👍👍', 'a👍', '👍👍👍b', '\ud83d', '\udc4d\ud83d'),
  );
  for (const [minLength, maxLength] of [
    [0, 0],
    [1, 1],
    [1, 4],
    [2, 3],
    [3, 8],
  ]) {
    const schema = { type: 'string', minLength, maxLength };
    const [validate, wanted] = [own.compile(schema), model.compile(schema)];
    fc.assert(fc.property(text, (value) => validate(value) === wanted(value)));
  }
});
