/** A syntax tree to a term: names are looked up, types checked, and closures built, in one pass. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { didYouMean } from '../../program/suggest.ts';
import type { Facts } from '../compiled.ts';
import { attributeAt, roots } from './facts.ts';
import { compileCall, compileMethod } from './functions.ts';
import { scalarOf } from './literal.ts';
import { allOf, anyOf, calculate, choose, compare, constantTerm, membership, negate, not } from './operators.ts';
import { ExpressionFault } from './parse-expression.ts';
import { isObject, type Scope, type Term, type TermType, textOf, typeInWords } from './term.ts';

/** @throws ExpressionFault for an unknown name or a type that does not fit. */
export function compileTerm(node: ASTNode, scope: Scope): Term {
  const compile = (one: ASTNode): Term => compileTerm(one, scope);
  switch (node.op) {
    case 'value':
      return constantTerm(node, scalarOf(node));
    case 'id':
      return rootTerm(node, node.args);
    case '.':
      return fieldTerm(node, compile(node.args[0]), node.args[1]);
    case '[]':
      return indexTerm(node, compile(node.args[0]), compile(node.args[1]));
    case 'list':
      return listTerm(node, node.args.map(compile));
    case 'call':
      return compileCall(node.args[0], { node, args: node.args[1], compile, scope });
    case 'rcall':
      return compileMethod(node.args[0], compile(node.args[1]), { node, args: node.args[2], compile, scope });
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(node, node.op, compile(node.args[0]), compile(node.args[1]));
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(node, node.op, compile(node.args[0]), compile(node.args[1]));
    case 'in':
      return membership(node, compile(node.args[0]), compile(node.args[1]));
    case '&&':
      return allOf(node, parts(node, '&&').map(compile));
    case '||':
      return anyOf(node, parts(node, '||').map(compile));
    case '!_':
      return not(node, compile(node.args));
    case '-_':
      return negate(node, compile(node.args));
    case '?:':
      return choose(node, compile(node.args[0]), compile(node.args[1]), compile(node.args[2]));
    default:
      throw new ExpressionFault(`${textOf(node)} is not supported in conditions`, node.start);
  }
}

/** a && b && c is a tree of two; as one list the first false part can be named. */
function parts(node: ASTNode, operator: '&&' | '||'): ASTNode[] {
  if (node.op !== operator) return [node];
  return [...parts(node.args[0], operator), ...parts(node.args[1], operator)];
}

function rootTerm(node: ASTNode, name: string): Term {
  const root = Object.hasOwn(roots, name) ? roots[name] : undefined;
  if (root === undefined) {
    const names = Object.keys(roots);
    const suggestion = didYouMean(name, names) || `; there are ${names.join(', ')} (a text stands in quotes)`;
    throw new ExpressionFault(`there is no fact ${name}${suggestion}`, node.start);
  }
  return { node, type: root.type, run: (facts) => root.get(facts) };
}

function fieldTerm(node: ASTNode, object: Term, name: string): Term {
  if (object.type === 'attributes') {
    return { node, type: 'attribute', run: (facts) => attributeAt(object.run(facts), name) };
  }
  if (!isObject(object.type)) {
    throw new ExpressionFault(`${textOf(object.node)} is ${typeInWords(object.type)} and has no .${name}`, node.start);
  }
  const { fields, others } = object.type;
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const meant = field === undefined ? didYouMean(name, Object.keys(fields)) : '';
  if (field === undefined && others !== undefined && meant === '') {
    return { node, type: 'attribute', run: (facts) => attributeAt(others(object.run(facts)), name) };
  }
  if (field === undefined) {
    const of = textOf(object.node);
    const suggestion = meant || `; there are ${Object.keys(fields).join(', ')}`;
    throw new ExpressionFault(`${of} has no ${name}${suggestion}`, node.start);
  }
  const { type, values, grows, get } = field;
  return {
    node,
    type,
    ...(values === undefined ? {} : { values }),
    ...(grows === undefined ? {} : { grows: { unit: grows, goods: object.goods ?? {} } }),
    run: (facts) => get(object.run(facts)),
  };
}

/** receipt.attributes["first visit"]: for names that are no words. */
function indexTerm(node: ASTNode, object: Term, index: Term): Term {
  const name = index.constant;
  if (object.type !== 'attributes' || typeof name !== 'string') {
    throw new ExpressionFault(
      '[…] takes an attribute by its name, such as receipt.attributes["first visit"]',
      node.start,
    );
  }
  return { node, type: 'attribute', run: (facts) => attributeAt(object.run(facts), name) };
}

function listTerm(node: ASTNode, items: readonly Term[]): Term {
  const kinds = new Set<TermType>(items.map(({ type }) => type));
  for (const { type, node: at } of items) {
    if (type === 'number' || type === 'text' || type === 'bool' || type === 'attribute') continue;
    throw new ExpressionFault(`a list has plain values in it; ${textOf(at)} is ${typeInWords(type)}`, at.start);
  }
  const [kind] = kinds;
  const of = kinds.size === 1 && (kind === 'number' || kind === 'text' || kind === 'bool') ? kind : 'attribute';
  const constants = items.map(({ constant }) => constant);
  const run = constants.includes(undefined) ? (facts: Facts) => items.map((item) => item.run(facts)) : () => constants;
  return { node, type: { of }, run };
}
