/** The functions of a condition: f(x) and x.f(y). */
import type { ASTNode } from '@marcbachmann/cel-js';
import { checkShape } from '../../program/check-shape.ts';
import { pathText } from '../../program/path.ts';
import { SelectorDefinition, type SelectorDocument } from '../../program/schema/selector.ts';
import { didYouMean, suggest } from '../../program/suggest.ts';
import type { Facts } from '../compiled.ts';
import { goodsOf } from '../goods.ts';
import { localTime } from '../local-time.ts';
import { compileSelector } from '../selector.ts';
import { activityType, itemsType } from './facts.ts';
import { literalOf } from './literal.ts';
import { finite } from './operators.ts';
import { ExpressionFault } from './parse-expression.ts';
import { expectType, isList, lackOf, type Scope, type Term, textOf, typeInWords, withValue } from './term.ts';
import { instantOf, timeFunctions } from './times.ts';

/** Compiles an argument; handed in, since the compiler of terms calls this file. */
type Compile = (node: ASTNode) => Term;

interface Call {
  readonly node: ASTNode;
  readonly args: readonly ASTNode[];
  readonly compile: Compile;
  readonly scope: Scope;
}

/** Of CEL, but not here, with what to write instead. */
const refused: Readonly<Record<string, string>> = {
  matches: 'use startsWith, endsWith or contains',
  exists: 'use in',
  all: 'write the parts with &&',
  duration: 'compare days, or times by timestamp("…")',
  sum: 'write the parts with +',
};

const functions: Readonly<Record<string, (call: Call) => Term>> = {
  has: compileHas,
  size: (call) => compileSize(call.node, only(call)),
  counter: compileCounter,
  activity: compileActivity,
  items: compileItems,
  distance: compileDistance,
  timestamp: compileTimestamp,
  int: (call) => compileConversion(call, Math.trunc),
  double: (call) => compileConversion(call, (value) => value),
};

export function compileCall(name: string, call: Call): Term {
  const compileFunction = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (compileFunction === undefined) throw unknownFunction(name, call.node, Object.keys(functions));
  return compileFunction(call);
}

const textMethods: Readonly<Record<string, { test: (text: string, part: string) => boolean; words: string }>> = {
  startsWith: { test: (text, part) => text.startsWith(part), words: 'start with' },
  endsWith: { test: (text, part) => text.endsWith(part), words: 'end with' },
  contains: { test: (text, part) => text.includes(part), words: 'contain' },
};

export function compileMethod(name: string, receiver: Term, call: Call): Term {
  if (name === 'size' && call.args.length === 0) return compileSize(call.node, receiver);
  const time = Object.hasOwn(timeFunctions, name) ? timeFunctions[name] : undefined;
  if (time !== undefined) return compileTime(name, time, receiver, call);
  const method = Object.hasOwn(textMethods, name) ? textMethods[name] : undefined;
  if (method === undefined) {
    throw unknownFunction(name, call.node, ['size', ...Object.keys(textMethods), ...Object.keys(timeFunctions)]);
  }
  const part = only(call);
  expectType(receiver, 'text', `what ${name}() looks at`);
  expectType(part, 'text', `what ${name}() looks for`);
  const run = (facts: Facts): boolean => {
    const text = receiver.run(facts);
    const sought = part.run(facts);
    return typeof text === 'string' && typeof sought === 'string' && method.test(text, sought);
  };
  return {
    node: call.node,
    type: 'bool',
    run,
    why(facts) {
      if (receiver.run(facts) === undefined) return lackOf(receiver, facts);
      if (part.run(facts) === undefined) return lackOf(part, facts);
      const verb = run(facts) ? 'does' : 'does not';
      return `${withValue(receiver, facts)} ${verb} ${method.words} ${withValue(part, facts)}`;
    },
  };
}

function compileTime(name: string, read: (time: Facts['now']) => number, receiver: Term, call: Call): Term {
  if (receiver.type !== 'time') {
    const found = `${textOf(receiver.node)} is ${typeInWords(receiver.type)}`;
    throw new ExpressionFault(`${name}() asks a time such as now; ${found}`, call.node.start);
  }
  if (call.args.length > 0) {
    throw new ExpressionFault(`${name}() takes no timezone: times are in the store's own`, call.node.start);
  }
  return {
    node: call.node,
    type: 'number',
    run(facts) {
      const epochMs = receiver.run(facts);
      if (typeof epochMs !== 'number') return undefined;
      return read(epochMs === facts.now.epochMs ? facts.now : localTime(epochMs, facts.now.timezone));
    },
  };
}

function compileHas(call: Call): Term {
  const fact = only(call);
  if (fact.node.op !== '.' && fact.node.op !== '[]') {
    throw new ExpressionFault('has() asks of a fact such as receipt.attributes.utm', fact.node.start);
  }
  const run = (facts: Facts): boolean => fact.run(facts) !== undefined;
  const why = (facts: Facts): string => `${textOf(fact.node)} is ${run(facts) ? 'present' : 'missing'}`;
  return { node: call.node, type: 'bool', run, why };
}

function compileSize(node: ASTNode, term: Term): Term {
  if (!isList(term.type)) expectType(term, 'text', 'what size() counts');
  return {
    node,
    type: 'number',
    run(facts) {
      const value = term.run(facts);
      if (typeof value === 'string') return [...value].length;
      return Array.isArray(value) ? value.length : undefined;
    },
  };
}

function compileCounter({ node, args, compile, scope }: Call): Term {
  const [codeNode, offsetNode] = arity(node, args, 1, 2);
  const code = constantText(compile(codeNode), 'counter() takes the code of a counter');
  if (!scope.counters.has(code)) {
    const known = [...scope.counters].join(', ') || 'none';
    const suggestion = didYouMean(code, scope.counters) || `; the programme declares ${known}`;
    throw new ExpressionFault(`there is no counter "${code}"${suggestion}`, codeNode.start);
  }
  const offset = offsetNode === undefined ? 0 : compile(offsetNode).constant;
  if (typeof offset !== 'number' || !Number.isInteger(offset) || offset > 0 || offset < -120) {
    const at = (offsetNode ?? node).start;
    throw new ExpressionFault('the second value of counter() is 0 for this period, -1 for the previous one …', at);
  }
  return { node, type: 'number', run: (facts) => finite(facts.counter(code, offset) ?? Number.NaN) };
}

function compileActivity({ node, args, compile }: Call): Term {
  const [typeNode] = arity(node, args, 1, 1);
  const type = constantText(compile(typeNode), 'activity() takes the type of an activity');
  return { node, type: activityType, run: (facts) => facts.activity(type) };
}

function compileItems({ node, args, scope }: Call): Term {
  const [selectorNode] = arity(node, args, 1, 1);
  const document = literalOf(selectorNode);
  const [misfit] = checkShape(SelectorDefinition, document, { selector: SelectorDefinition });
  if (misfit !== undefined) {
    const where = misfit.path.length === 0 ? 'the selector' : pathText(misfit.path);
    throw new ExpressionFault(`${where}: ${misfit.message}`, selectorNode.start);
  }
  const selector = compileSelector(document as SelectorDocument, scope.lists);
  return { node, type: itemsType, goods: goodsOf(document as SelectorDocument), run: (facts) => facts.items(selector) };
}

function compileDistance({ node, args, compile }: Call): Term {
  const terms = arity(node, args, 2, 2).map(compile);
  for (const term of terms) expectType(term, 'number', 'what distance() measures to');
  return {
    node,
    type: 'number',
    run(facts) {
      const [lat, lon] = terms.map((term) => term.run(facts));
      if (typeof lat !== 'number' || typeof lon !== 'number') return undefined;
      return finite(facts.distance(lat, lon) ?? Number.NaN);
    },
  };
}

function compileTimestamp({ node, args, compile }: Call): Term {
  const [textNode] = arity(node, args, 1, 1);
  const text = constantText(compile(textNode), 'timestamp() takes a time');
  const epochMs = instantOf(text);
  if (epochMs === undefined) {
    throw new ExpressionFault(`"${text}" is no time such as 2026-12-01T00:00:00+03:00`, textNode.start);
  }
  return { node, type: 'time', run: () => epochMs };
}

/** Of a number, or of a text that is one; anything else is missing. */
function compileConversion(call: Call, convert: (value: number) => number): Term {
  const term = only(call);
  if (term.type !== 'text') expectType(term, 'number', 'what becomes a number');
  return {
    node: call.node,
    type: 'number',
    run(facts) {
      const value = term.run(facts);
      if (typeof value === 'number') return convert(value);
      if (typeof value !== 'string' || value.trim() === '') return undefined;
      return finite(convert(Number(value)));
    },
  };
}

function only({ node, args, compile }: Call): Term {
  return compile(arity(node, args, 1, 1)[0]);
}

function arity(node: ASTNode, args: readonly ASTNode[], least: number, most: number): [ASTNode, ...ASTNode[]] {
  const [first, ...rest] = args;
  if (first === undefined || args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : `${least} or ${most}`;
    throw new ExpressionFault(
      `${textOf(node)} takes ${wanted} value${most === 1 ? '' : 's'}, not ${args.length}`,
      node.start,
    );
  }
  return [first, ...rest];
}

function constantText(term: Term, what: string): string {
  if (typeof term.constant === 'string') return term.constant;
  throw new ExpressionFault(`${what} as a text in quotes`, term.node.start);
}

function unknownFunction(name: string, node: ASTNode, known: readonly string[]): ExpressionFault {
  const instead = Object.hasOwn(refused, name) ? refused[name] : undefined;
  if (instead !== undefined) return new ExpressionFault(`${name}() is not supported; ${instead}`, node.start);
  const meant = suggest(name, known);
  const ending = meant === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${meant}()?`;
  return new ExpressionFault(`there is no function ${name}()${ending}`, node.start);
}
