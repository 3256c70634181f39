/**
 * Comparison, membership, arithmetic and logic. The rules that differ from CEL's, so that a condition never throws:
 *
 *   - what is missing, or of another kind than it is compared with, compares false: with == and < and also with !=;
 *   - `!` turns the verdict round: !(member.age > 18) is true of a member whose age is not known;
 *   - arithmetic with something missing, a division by zero, or a result out of range is missing;
 *   - int and double are one kind of number: 7 / 2 is 3.5.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { didYouMean } from '../../program/suggest.ts';
import type { Facts } from '../compiled.ts';
import { attributeAt } from './facts.ts';
import { nearAllOf, nearComparison } from './nearly.ts';
import { ExpressionFault } from './parse-expression.ts';
import {
  expectType,
  isList,
  isObject,
  lackOf,
  type Term,
  type TermType,
  textOf,
  typeInWords,
  whyOf,
  withValue,
  withValues,
} from './term.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%';

const opposite: Record<Comparison, Comparison> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };

const comparisons: Record<Comparison, (a: number | string | boolean, b: number | string | boolean) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

export function compare(node: ASTNode, operator: Comparison, left: Term, right: Term): Term {
  checkComparable(node, operator, left, right);
  const holds = comparisons[operator];
  const nearly = nearComparison(operator, left, right);
  const run = (facts: Facts): boolean => {
    const a = left.run(facts);
    const b = right.run(facts);
    return isScalar(a) && isScalar(b) && typeof a === typeof b && holds(a, b);
  };
  return {
    node,
    type: 'bool',
    run,
    ...(nearly === undefined ? {} : { nearly }),
    why(facts) {
      const absent = [left, right].find((term) => term.run(facts) === undefined);
      if (absent !== undefined) return lackOf(absent, facts);
      if (typeof left.run(facts) !== typeof right.run(facts)) {
        return `${withValue(left, facts)} and ${withValue(right, facts)} are of different kinds`;
      }
      const sign = run(facts) ? operator : opposite[operator];
      return withValues(left, right, facts).join(` ${sign} `);
    },
  };
}

function checkComparable(node: ASTNode, operator: Comparison, left: Term, right: Term): void {
  for (const { type, node: at } of [left, right]) {
    if (isList(type) || isObject(type) || type === 'attributes') {
      throw new ExpressionFault(`${textOf(at)} is ${typeInWords(type)} and cannot be compared`, at.start);
    }
    if (type === 'bool' && operator !== '==' && operator !== '!=') {
      throw new ExpressionFault(
        `${textOf(at)} is true or false; ${operator} compares numbers, texts or times`,
        at.start,
      );
    }
  }
  const kinds = [left.type, right.type];
  if (left.type !== right.type && (kinds.includes('time') || !kinds.includes('attribute'))) {
    const sides = [left, right].map((term) => `${textOf(term.node)} is ${typeInWords(term.type)}`);
    throw new ExpressionFault(`${sides.join(' and ')}: they cannot be compared`, node.start);
  }
  checkPossible(left, right);
  checkPossible(right, left);
}

/** receipt.channel == "shop" can never be true. */
function checkPossible(fact: Term, literal: Term): void {
  const { constant } = literal;
  if (fact.values === undefined || typeof constant !== 'string' || fact.values.includes(constant)) return;
  const suggestion = didYouMean(constant, fact.values) || `; it is one of ${fact.values.join(', ')}`;
  throw new ExpressionFault(`${textOf(fact.node)} is never "${constant}"${suggestion}`, literal.node.start);
}

/**
 * x in [1, 2] · "vip" in member.segments · "utm" in receipt.attributes · "knife" in receipt.attributes.accept, which is a
 * list of texts, or a text that is that one.
 */
export function membership(node: ASTNode, item: Term, collection: Term): Term {
  const ofAttributes = collection.type === 'attributes';
  const ofAttribute = collection.type === 'attribute';
  if (!ofAttributes && !ofAttribute && !isList(collection.type)) {
    const found = `${textOf(collection.node)} is ${typeInWords(collection.type)}`;
    throw new ExpressionFault(`in looks in a list; ${found}`, collection.node.start);
  }
  const element: TermType = isList(collection.type) ? collection.type.of : 'text';
  const fits = item.type === element || item.type === 'attribute' || element === 'attribute';
  if (!fits || isList(item.type) || isObject(item.type)) {
    const found = `${textOf(item.node)} is ${typeInWords(item.type)}`;
    throw new ExpressionFault(
      `${found}; ${textOf(collection.node)} has ${typeInWords(element)} in it`,
      item.node.start,
    );
  }
  const run = (facts: Facts): boolean => {
    const value = item.run(facts);
    const among = collection.run(facts);
    if (!isScalar(value)) return false;
    if (ofAttributes) return typeof value === 'string' && attributeAt(among, value) !== undefined;
    return Array.isArray(among) ? among.includes(value) : ofAttribute && among === value;
  };
  return {
    node,
    type: 'bool',
    run,
    why(facts) {
      if (ofAttribute && collection.run(facts) === undefined) return lackOf(collection, facts);
      if (item.run(facts) === undefined) return lackOf(item, facts);
      const among = ofAttributes ? textOf(collection.node) : withValue(collection, facts);
      return `${withValue(item, facts)} is ${run(facts) ? '' : 'not '}in ${among}`;
    },
  };
}

const arithmetic: Record<Arithmetic, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

export function calculate(node: ASTNode, operator: Arithmetic, left: Term, right: Term): Term {
  if (operator === '+' && left.type === 'text' && right.type === 'text') return concatenate(node, left, right);
  for (const term of [left, right]) expectType(term, 'number', `what ${operator} reckons with`);
  const reckon = arithmetic[operator];
  const run = (facts: Facts): number | undefined => {
    const a = left.run(facts);
    const b = right.run(facts);
    if (typeof a !== 'number' || typeof b !== 'number') return undefined;
    return finite(reckon(a, b));
  };
  const lacks = (facts: Facts): string => {
    const absent = [left, right].find((term) => term.run(facts) === undefined);
    if (absent !== undefined) return lackOf(absent, facts);
    const odd = [left, right].find((term) => typeof term.run(facts) !== 'number');
    if (odd !== undefined) return `${withValue(odd, facts)} is no number`;
    return `${withValues(left, right, facts).join(` ${operator} `)} comes to no number`;
  };
  return { node, type: 'number', run, lacks };
}

function concatenate(node: ASTNode, left: Term, right: Term): Term {
  return {
    node,
    type: 'text',
    run(facts) {
      const a = left.run(facts);
      const b = right.run(facts);
      return typeof a === 'string' && typeof b === 'string' ? a + b : undefined;
    },
    lacks: (facts) => lackOf(left.run(facts) === undefined ? left : right, facts),
  };
}

export function negate(node: ASTNode, term: Term): Term {
  expectType(term, 'number', 'what - turns round');
  if (typeof term.constant === 'number') return constantTerm(node, -term.constant);
  return {
    node,
    type: 'number',
    run(facts) {
      const value = term.run(facts);
      return typeof value === 'number' ? -value : undefined;
    },
    lacks: (facts) => lackOf(term, facts),
  };
}

/** Parts of one && or ||, flattened: the explanation names the part that decided. */
export function allOf(node: ASTNode, parts: readonly Term[]): Term {
  for (const part of parts) expectType(part, 'bool', 'each side of &&');
  const nearly = nearAllOf(parts);
  return {
    node,
    type: 'bool',
    ...(nearly === undefined ? {} : { nearly }),
    run: (facts) => parts.every((part) => part.run(facts) === true),
    why(facts) {
      const failed = parts.find((part) => part.run(facts) !== true);
      return failed === undefined ? parts.map((part) => whyOf(part, facts)).join(' and ') : whyOf(failed, facts);
    },
  };
}

export function anyOf(node: ASTNode, parts: readonly Term[]): Term {
  for (const part of parts) expectType(part, 'bool', 'each side of ||');
  return {
    node,
    type: 'bool',
    run: (facts) => parts.some((part) => part.run(facts) === true),
    why(facts) {
      const passed = parts.find((part) => part.run(facts) === true);
      return passed === undefined ? parts.map((part) => whyOf(part, facts)).join(' and ') : whyOf(passed, facts);
    },
  };
}

export function not(node: ASTNode, term: Term): Term {
  expectType(term, 'bool', 'what ! turns round');
  return { node, type: 'bool', run: (facts) => term.run(facts) !== true, why: (facts) => whyOf(term, facts) };
}

export function choose(node: ASTNode, condition: Term, yes: Term, no: Term): Term {
  expectType(condition, 'bool', 'what stands before ?');
  const same = typeInWords(yes.type) === typeInWords(no.type);
  if (!same && yes.type !== 'attribute' && no.type !== 'attribute') {
    const sides = `${typeInWords(yes.type)} and ${typeInWords(no.type)}`;
    throw new ExpressionFault(`both answers of ? : must be of one kind; here are ${sides}`, node.start);
  }
  const chosen = (facts: Facts): Term => (condition.run(facts) === true ? yes : no);
  return {
    node,
    type: yes.type === 'attribute' ? no.type : yes.type,
    run: (facts) => chosen(facts).run(facts),
    why: (facts) => `${whyOf(condition, facts)}, and ${whyOf(chosen(facts), facts)}`,
  };
}

export function constantTerm(node: ASTNode, constant: number | string | boolean): Term {
  const types = { number: 'number', string: 'text', boolean: 'bool' } as const;
  const type = types[typeof constant as keyof typeof types];
  return { node, type, constant, run: () => constant };
}

export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function isScalar(value: unknown): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}
