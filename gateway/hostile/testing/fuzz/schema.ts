/** What a JSON Schema of ours asks for, as values: at its bounds and within them, of known things and unknown. */
import { Ajv } from 'ajv';
import { fc } from '../../../../rules/testing/fast-check.ts';
import { shared } from '../../../contract/shared.ts';
import { formats } from '../../../plugins/validation/formats.ts';

/** The keywords that the contract and the programme's document use. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** Values that fields of a name have in the chain at hand, so that a request gets further than to "there is no such". */
export type Known = Readonly<Record<string, readonly unknown[]>>;

type Any = fc.Arbitrary<unknown>;

const fieldNames = [
  'a',
  'b c',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  ':',
  'ж'.repeat(32),
  '😀',
];
const ajv = new Ajv({ strict: false, formats });
for (const schema of shared) ajv.addSchema(schema);

/** Fields that a call hardly ever does without, though its schema lets it. */
const likely = new Set(['till', 'phone', 'program']);
/** Of these fields, by their names, one list or the other: what a schema cannot say. */
const choices: readonly (readonly [fields: string, either: readonly string[], or: readonly string[]])[] = [
  ['businessDay,id,number,till', ['id'], ['till', 'businessDay', 'number']],
  ['line,quantity,sku,unitPrice', ['line'], ['sku', 'unitPrice']],
];

/** Of what is made by number. */
const most = 3_000;

/** Selectors hold selectors. */
const deepest = 7;

export function valuesOf(schema: Schema, known: Known, definitions: Readonly<Record<string, object>> = {}): Any {
  const named = new Map<string, Schema>([
    ...shared.map((one) => [(one as Schema).$id ?? '', one as Schema] as const),
    ...Object.entries(definitions).map(([name, one]) => [`#/$defs/${name}`, one as Schema] as const),
  ]);
  return of(schema, '', 0);

  function of(given: Schema, name: string, depth: number): Any {
    const found = given.$ref === undefined ? given : named.get(given.$ref);
    if (found === undefined) throw new Error(`no schema ${given.$ref}`);
    // So many codes are made: a million in every other request would be all there is time for.
    const node = name === 'count' ? { ...found, maximum: Math.min(found.maximum ?? most, most) } : found;
    const own = byKeyword(node, name, depth);
    if (known[name] === undefined || node.properties !== undefined || node.type === 'array') return own;
    const values = known[name].filter((value) => ajv.validate(node, value));
    if (values.length === 0) return own;
    return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: own });
  }

  function byKeyword(node: Schema, name: string, depth: number): Any {
    if (Object.hasOwn(node, 'const')) return fc.constant(node.const);
    if (node.enum !== undefined) return fc.constantFrom(...node.enum);
    if (node.anyOf !== undefined) return fc.oneof(...node.anyOf.map((branch) => of(branch, name, depth)));
    if (Array.isArray(node.type)) return fc.oneof(...node.type.map((type) => byType({ ...node, type }, name, depth)));
    return byType(node, name, depth);
  }

  function byType(node: Schema, name: string, depth: number): Any {
    switch (node.type) {
      case 'string':
        return texts(node);
      case 'integer':
        return integers(node);
      case 'number':
        return numbers(node);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return lists(node, name, depth);
      case 'object':
        return objects(node, depth);
      default:
        return fc.jsonValue();
    }
  }

  function lists(node: Schema, name: string, depth: number): Any {
    const { items = {}, minItems = 0, maxItems = 8 } = node;
    const most = depth > deepest ? minItems : Math.max(minItems, Math.min(maxItems, 4));
    return fc.array(of(items, name, depth + 1), { minLength: minItems, maxLength: most });
  }

  function objects(node: Schema, depth: number): Any {
    const { properties, required = [], additionalProperties, patternProperties = {} } = node;
    const values = Object.values(patternProperties)[0] ?? additionalProperties;
    if (properties === undefined && typeof values === 'object') {
      const fields = fc.array(fc.tuple(fc.constantFrom(...fieldNames), of(values, '', depth + 1)), {
        minLength: node.minProperties ?? 0,
        maxLength: 4,
      });
      return fields.map((entries) => Object.fromEntries(entries));
    }
    const entries = Object.entries(properties ?? {}).filter(([key]) => depth <= deepest || required.includes(key));
    const model = Object.fromEntries(entries.map(([key, field]) => [key, of(field, key, depth + 1)]));
    if (node.maxProperties === 1) {
      return fc.oneof(...entries.map(([key]) => (model[key] as Any).map((value) => ({ [key]: value }))));
    }
    // Of thirty fields, each there or not, nearly every one would have something wrong: mostly few are.
    const optional = entries.map(([key]) => key).filter((key) => !required.includes(key));
    const common = optional.filter((key) => likely.has(key));
    const [, ...alternatives] =
      choices.find(
        ([fields]) =>
          fields ===
          entries
            .map(([key]) => key)
            .toSorted()
            .join(),
      ) ?? [];
    return fc
      .oneof(
        ...alternatives.map((arbitrary) => ({ weight: 5, arbitrary: fc.constant([...arbitrary]) })),
        {
          weight: 3,
          arbitrary: fc
            .subarray(optional, { maxLength: Math.min(3, optional.length) })
            .map((some) => [...some, ...common]),
        },
        { weight: 1, arbitrary: fc.subarray(optional) },
      )
      .chain((chosen) => {
        const keys = new Set([...required, ...chosen]);
        return fc.record(
          Object.fromEntries(entries.filter(([key]) => keys.has(key)).map(([key]) => [key, model[key] as Any])),
        );
      });
  }
}

function texts({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date') return dates.map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') return dates.map((date) => date.toISOString());
  if (pattern !== undefined) return matching(pattern);
  const most = Math.max(minLength, Math.min(maxLength, 40));
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ minLength, maxLength: most, unit: 'grapheme-ascii' }) },
    { weight: 2, arbitrary: fc.string({ minLength, maxLength: most, unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constant('я'.repeat(maxLength)) },
  );
}

const dates = fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });

function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
  } catch {
    // Unicode classes cannot be made up from.
    return fc.constantFrom('a1', 'ж-2', 'x'.repeat(64));
  }
}

function integers({ minimum = -(2 ** 53) + 1, maximum = 2 ** 53 - 1 }: Schema): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: Math.max(minimum, -3), max: Math.min(maximum, 200) }) },
    { weight: 1, arbitrary: fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) }) },
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
  );
}

function numbers({ minimum = -1e308, maximum = 1e308, exclusiveMinimum }: Schema): fc.Arbitrary<number> {
  const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 0.001;
  const within = (value: number) => Math.min(maximum, Math.max(least, value));
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 100 }).map(within) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 99_999 }).map((value) => within(value / 1_000)) },
    { weight: 1, arbitrary: fc.double({ min: least, max: maximum, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(least, maximum) },
  );
}
