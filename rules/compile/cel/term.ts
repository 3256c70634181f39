/**
 * A term: one node of a condition, typed and compiled to a closure over the facts. Every closure answers `undefined`
 * for what is missing and none ever throws.
 */
import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { decimal } from '../../explain/reasons.ts';
import type { Goods } from '../../model/goods.ts';
import type { Facts, Growth, Nearness } from '../compiled.ts';
import type { Lists } from '../selector.ts';
import { ExpressionFault } from './parse-expression.ts';

/** What a condition may name beside the facts. */
export interface Scope {
  readonly lists: Lists;
  readonly counters: ReadonlySet<string>;
}

/** CEL's int and double are both `number`. An attribute is a scalar whose kind is known only at the till. */
export type TermType = 'number' | 'text' | 'bool' | 'time' | 'attribute' | 'attributes' | ListType | ObjectType;

export interface ListType {
  readonly of: 'number' | 'text' | 'bool' | 'attribute';
}

export interface ObjectType {
  readonly fields: Readonly<Record<string, Field>>;
  /** A name that is no field is one of these attributes. */
  readonly others?: (object: unknown) => unknown;
}

export interface Field {
  readonly type: TermType;
  /** All the texts this can be, where they are few: a comparison with another is a mistake. */
  readonly values?: readonly string[];
  /** It grows with what is bought. */
  readonly grows?: Growth['unit'];
  /** From the object this is a field of. */
  get(object: unknown): unknown;
}

export type Scalar = number | string | boolean;

export interface Term {
  readonly node: ASTNode;
  readonly type: TermType;
  readonly values?: readonly string[];
  /** Known without any facts. */
  readonly constant?: Scalar;
  run(facts: Facts): unknown;
  /** Why it came out as it did, in the facts' own numbers; absent: its value says it. */
  why?(facts: Facts): string;
  /** Of a value that is missing, what it is missing for; absent: the term itself is. */
  lacks?(facts: Facts): string;
  /** Of a number. */
  readonly grows?: Growth;
  /** Of items(…): what it is the sum of. */
  readonly goods?: Goods;
  /** Of a verdict, where goods may turn it; see Condition. */
  nearly?(facts: Facts): Nearness | undefined;
}

export function isList(type: TermType): type is ListType {
  return typeof type === 'object' && 'of' in type;
}

export function isObject(type: TermType): type is ObjectType {
  return typeof type === 'object' && 'fields' in type;
}

export function typeInWords(type: TermType): string {
  if (isList(type)) return 'a list';
  if (isObject(type)) return 'a group of facts';
  const words = {
    number: 'a number',
    text: 'a text',
    bool: 'true or false',
    time: 'a time',
    attribute: 'an attribute',
    attributes: 'a group of attributes',
  };
  return words[type];
}

/** The term as written, with parentheses and quotes made regular. */
export function textOf(node: ASTNode): string {
  const text = serialize(node);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** The term with its present value: receipt.total 98000. A literal is its own value. */
export function withValue(term: Term, facts: Facts): string {
  const text = textOf(term.node);
  if (term.constant !== undefined || term.node.op === 'list') return text;
  const value = term.type === 'time' ? timeText(term.run(facts)) : valueText(term.run(facts));
  return isSimple(term.node) ? `${text} ${value}` : `${text} (${value})`;
}

/** The sides of a comparison, with three decimals at most unless only more of them tell the two apart. */
export function withValues(left: Term, right: Term, facts: Facts): [string, string] {
  const sides = [left.run(facts), right.run(facts)];
  const alike = sides.every((side) => typeof side === 'number') && sides[0] !== sides[1];
  if (alike && valueText(sides[0]) === valueText(sides[1])) {
    return [
      `${textOf(left.node)} ${sides[0]}`,
      right.constant === undefined ? `${textOf(right.node)} ${sides[1]}` : textOf(right.node),
    ];
  }
  return [withValue(left, facts), withValue(right, facts)];
}

/** "member.age is missing": the innermost of what is, since that is what somebody forgot to send. */
export function lackOf(term: Term, facts: Facts): string {
  return term.lacks?.(facts) ?? `${textOf(term.node)} is missing`;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return decimal(value);
  if (!Array.isArray(value)) return JSON.stringify(value);
  const shown = value.slice(0, 8).map((item) => JSON.stringify(item));
  return `[${shown.join(', ')}${value.length > shown.length ? ', …' : ''}]`;
}

/** The verdict of a condition or a part of it, in words. */
export function whyOf(term: Term, facts: Facts): string {
  if (term.why !== undefined) return term.why(facts);
  const value = term.run(facts);
  return value === undefined ? lackOf(term, facts) : `${textOf(term.node)} is ${valueText(value)}`;
}

/** @throws ExpressionFault unless the term is of the type asked for; an attribute may be any scalar. */
export function expectType(term: Term, type: 'number' | 'text' | 'bool', what: string): void {
  if (term.type === type || term.type === 'attribute') return;
  throw new ExpressionFault(
    `${what} must be ${typeInWords(type)}; ${textOf(term.node)} is ${typeInWords(term.type)}`,
    term.node.start,
  );
}

function isSimple(node: ASTNode): boolean {
  return node.op === 'id' || node.op === '.' || node.op === '[]' || node.op === 'call' || node.op === 'rcall';
}

function timeText(value: unknown): string {
  return typeof value === 'number' ? new Date(value).toISOString() : 'missing';
}
