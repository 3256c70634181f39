/**
 * minLength and maxLength as JSON Schema has them: in characters, of which one may be two units of a JavaScript string.
 * Ajv counts the characters of every text, half of what a receipt's validation takes; but no text has more characters than
 * units, or less than half as many, and hardly any comes so near its bound that they need be counted.
 */
import { _, type Ajv, type KeywordCxt } from 'ajv';

const fails = {
  maxLength: (cxt: KeywordCxt) => _`${cxt.data}.length > ${cxt.schemaCode} && ${counted(cxt)} > ${cxt.schemaCode}`,
  minLength: (cxt: KeywordCxt) => _`${cxt.data}.length < 2 * ${cxt.schemaCode} && ${counted(cxt)} < ${cxt.schemaCode}`,
} as const;

/** In the place of Ajv's own, for whoever asks whether, not why. */
export function countWhereNeeded(ajv: Ajv): void {
  for (const keyword of ['maxLength', 'minLength'] as const) {
    ajv.removeKeyword(keyword);
    ajv.addKeyword({ keyword, type: 'string', schemaType: 'number', code: (cxt) => cxt.fail(fails[keyword](cxt)) });
  }
}

function counted({ gen, data }: KeywordCxt) {
  return _`${gen.scopeValue('func', { ref: charactersOf })}(${data})`;
}

function charactersOf(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
