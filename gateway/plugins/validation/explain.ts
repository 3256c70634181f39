/** From Ajv's errors to one that a person who writes a till's client can act on: where, what, and the code of the table. */
import type { ErrorObject } from 'ajv';
import { didYouMean } from '../../../rules/program/suggest.ts';
import { maxAmount, maxLines } from '../../contract/common.ts';
import type { ErrorCode, ErrorDetail } from '../../contract/errors.ts';
import { formatExamples } from './formats.ts';

interface Explained {
  readonly code: ErrorCode;
  readonly error: ErrorDetail;
}

/** Validation stops at the first error; there are several only where a union was tried branch by branch. */
export function explain(errors: readonly ErrorObject[]): Explained {
  const error = telling(errors);
  const code = codeOf(error);
  const { instancePath, keyword, params } = error;
  if (keyword === 'required')
    return { code, error: { path: child(instancePath, params.missingProperty), message: 'is required' } };
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    const known = Object.keys(schemaOf(error).properties ?? {});
    return {
      code,
      error: { path: child(instancePath, name), message: `is not a known field${didYouMean(name, known)}` },
    };
  }
  if (error.propertyName !== undefined) {
    return {
      code,
      error: { path: child(instancePath, error.propertyName), message: `has a name that ${wrong(error)}` },
    };
  }
  return { code, error: { path: instancePath, message: wrong(error) } };
}

interface PartOfSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: readonly PartOfSchema[];
  readonly description?: string;
}

function schemaOf(error: ErrorObject): PartOfSchema {
  return (error.parentSchema ?? {}) as PartOfSchema;
}

/**
 * The error to tell. Of a union's, the one of a branch that the value was meant for (its type fits, it fails for
 * another reason) says more than the union's own.
 */
function telling(errors: readonly ErrorObject[]): ErrorObject {
  const last = errors.at(-1);
  if (last === undefined) throw new Error('a validation failed without an error');
  if (last.keyword === 'propertyNames') return errors.at(-2) ?? last;
  if (last.keyword !== 'anyOf') return last;
  return errors.slice(0, -1).find(({ keyword }) => keyword !== 'type' && keyword !== 'const') ?? last;
}

/** Limits that have a code of their own; everything else is invalid_request. */
function codeOf({ keyword, params }: ErrorObject): ErrorCode {
  if (keyword === 'maxItems' && params.limit === maxLines) return 'too_many_lines';
  if ((keyword === 'maximum' || keyword === 'minimum') && Math.abs(Number(params.limit)) === maxAmount) {
    return 'amount_too_large';
  }
  return 'invalid_request';
}

function wrong(error: ErrorObject): string {
  const { keyword, params, data } = error;
  const schema = schemaOf(error);
  const limit = Number(params.limit);
  switch (keyword) {
    case 'type':
      return `must be ${typeName(schema)}, not ${nameOf(data)}`;
    case 'anyOf':
      return `must be ${(schema.anyOf ?? []).map(branchName).join(' or ')}`;
    case 'const':
      return `must be ${JSON.stringify(schema.const)}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    case 'exclusiveMinimum':
      return `must be more than ${limit}`;
    case 'exclusiveMaximum':
      return `must be less than ${limit}`;
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minItems':
      return limit === 1 ? 'must not be empty' : `must have at least ${limit} items`;
    case 'maxItems':
      return `must have at most ${limit} items`;
    case 'uniqueItems':
      return `must not have an item twice (${params.j} and ${params.i})`;
    case 'minProperties':
      return withDescription(`must have at least ${limit} ${limit === 1 ? 'field' : 'fields'}`, schema);
    case 'maxProperties':
      return withDescription(`must have at most ${limit} ${limit === 1 ? 'field' : 'fields'}`, schema);
    case 'format':
      return `must be ${formatExamples[String(params.format)] ?? `a ${params.format}`}`;
    case 'pattern':
      return withDescription('is not of the form asked for', schema);
    default:
      return error.message ?? 'is not valid';
  }
}

const names: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function typeName({ type }: PartOfSchema): string {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.map((name) => names[name] ?? name).join(' or ');
}

function branchName(branch: PartOfSchema): string {
  return branch.const === undefined ? typeName(branch) : JSON.stringify(branch.const);
}

function nameOf(data: unknown): string {
  if (data === undefined) return 'nothing';
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'number') {
    if (!Number.isFinite(data)) return 'one too large to be held';
    return Number.isInteger(data) ? 'a whole number' : 'a number with decimals';
  }
  return names[typeof data] ?? typeof data;
}

function withDescription(message: string, { description }: PartOfSchema): string {
  return description === undefined ? message : `${message} (${description.replace(/\.$/, '')})`;
}

/** RFC 6901. */
function child(path: string, name: unknown): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
