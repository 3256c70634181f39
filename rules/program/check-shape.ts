/**
 * Checks a value against a TypeBox schema and says in plain words what does not fit. TypeBox's own errors stop at
 * eight, tell an unknown key twice and speak JSON Schema; a marketer needs every fault, its path, and what to write
 * instead. A test holds the two to the same verdict.
 */
import type { Path } from './path.ts';
import { didYouMean } from './suggest.ts';

/** The keywords that documents and mechanics may use; a test holds every schema to them. */
interface ShapeSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly not?: ShapeSchema;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, ShapeSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ShapeSchema;
  readonly propertyNames?: ShapeSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: ShapeSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly decimals?: number;
  readonly expected?: string;
}

export interface Misfit {
  readonly path: Path;
  readonly message: string;
}

/** What `$ref: '#/$defs/selector'` may name: the name → its schema. */
export type Definitions = Readonly<Record<string, object>>;

const maximumMisfits = 100;

/** Every misfit in document order, at most a hundred. */
export function checkShape(schema: object, value: unknown, definitions: Definitions, path: Path = []): Misfit[] {
  const misfits: Misfit[] = [];
  visit(schema as ShapeSchema, value, path);
  return misfits;

  function report(at: Path, message: string): void {
    if (misfits.length < maximumMisfits) misfits.push({ path: at, message });
  }

  function visit(given: ShapeSchema, item: unknown, at: Path): void {
    const node = (given.$ref === undefined ? given : definitions[given.$ref.replace('#/$defs/', '')]) as ShapeSchema;
    if (node === undefined) throw new Error(`no definition ${given.$ref}`);
    const choices = choicesOf(node);
    if (choices !== undefined) {
      if (!choices.includes(item)) report(at, notAmong(choices, item));
      return;
    }
    if (!hasType(node.type, item)) report(at, mustBe(node, item));
    else if (typeof item === 'string') {
      if (!stringFits(node, item)) report(at, mustBe(node, item));
    } else if (typeof item === 'number') {
      if (!numberFits(node, item)) report(at, mustBe(node, item));
    } else if (Array.isArray(item)) visitArray(node, item, at);
    else if (typeof item === 'object' && item !== null) visitObject(node, item as Record<string, unknown>, at);
  }

  function visitArray(node: ShapeSchema, items: readonly unknown[], at: Path): void {
    if (items.length < (node.minItems ?? 0)) report(at, 'must not be empty; leave it out instead');
    if (items.length > (node.maxItems ?? Number.POSITIVE_INFINITY)) {
      report(at, `has ${items.length} values, more than ${node.maxItems}`);
      return;
    }
    if (node.items === undefined) return;
    for (const [index, item] of items.entries()) visit(node.items, item, [...at, index]);
  }

  function visitObject(node: ShapeSchema, object: Record<string, unknown>, at: Path): void {
    const known = node.properties ?? {};
    const keys = Object.keys(object);
    for (const key of node.required ?? []) {
      if (!Object.hasOwn(object, key)) report(at, `"${key}" is missing`);
    }
    let unknown = 0;
    for (const key of keys) {
      const here = [...at, key];
      const property = Object.hasOwn(known, key) ? known[key] : undefined;
      if (property !== undefined) visit(property, object[key], here);
      else if (typeof node.additionalProperties === 'object') {
        if (node.propertyNames !== undefined) visit(node.propertyNames, key, here);
        visit(node.additionalProperties, object[key], here);
      } else if (node.additionalProperties === false) {
        unknown++;
        report(here, unknownKey(key, Object.keys(known)));
      }
    }
    const fits = keys.length >= (node.minProperties ?? 0) && keys.length <= (node.maxProperties ?? keys.length);
    if (!fits && unknown === 0) report(at, mustBe(node, object));
  }
}

/** The values of an enumeration, be it of one value. */
function choicesOf(node: ShapeSchema): readonly unknown[] | undefined {
  if (node.enum !== undefined) return node.enum;
  return Object.hasOwn(node, 'const') ? [node.const] : undefined;
}

function hasType(type: ShapeSchema['type'], value: unknown): boolean {
  if (type === undefined) return true;
  if (typeof type !== 'string') return type.some((one) => hasType(one, value));
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'number') return Number.isFinite(value);
  return typeof value === type;
}

function stringFits(node: ShapeSchema, text: string): boolean {
  if (text.length < (node.minLength ?? 0) || text.length > (node.maxLength ?? text.length)) return false;
  return node.pattern === undefined || new RegExp(node.pattern, 'u').test(text);
}

function numberFits(node: ShapeSchema, value: number): boolean {
  if (value < (node.minimum ?? value) || value > (node.maximum ?? value)) return false;
  if (node.not !== undefined && choicesOf(node.not)?.includes(value)) return false;
  return node.decimals === undefined || Number(value.toFixed(node.decimals)) === value;
}

function notAmong(choices: readonly unknown[], value: unknown): string {
  const texts = choices.map(String);
  const suggestion = typeof value === 'string' ? didYouMean(value, texts) : '';
  return `must be ${texts.length > 1 ? 'one of ' : ''}${texts.join(', ')}, not ${shown(value)}${suggestion}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const suggestion = didYouMean(key, known);
  return `unknown key "${key.slice(0, 100)}"${suggestion === '' ? `; known here are ${known.join(', ')}` : suggestion}`;
}

function mustBe(node: ShapeSchema, value: unknown): string {
  const unquoted = typeof value === 'number' && hasType(node.type, '');
  const quotes = unquoted ? `; put it in quotes: "${value}"` : '';
  return `must be ${node.expected ?? wordsFor(node.type)}, not ${shown(value)}${quotes}`;
}

function wordsFor(type: ShapeSchema['type']): string {
  if (type === undefined) return 'another value';
  if (typeof type !== 'string') return type.map(wordsFor).join(' or ');
  const words: Record<string, string> = {
    boolean: 'true or false',
    integer: 'a whole number',
    number: 'a number',
    string: 'a text',
    object: 'a section of keys',
    array: 'a list',
  };
  return words[type] ?? type;
}

/** A value as a message names it, never longer than a line. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `a section of ${Object.keys(value).length} keys`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
