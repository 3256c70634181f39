/**
 * Which lists, segments and personal prices a document asks for: in its gates, its selectors (of rules, mechanics and
 * counters), the parameters of personal_price, and its conditions.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { ReferencesPolicy } from '../model/references-policy.ts';
import type { Path } from '../program/path.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';
import type { ProgrammeDocument } from '../program/schema.ts';
import { literalOf } from './cel/literal.ts';
import { ExpressionFault, parseExpression } from './cel/parse-expression.ts';
import { listCodes } from './selector.ts';

type Kind = 'lists' | 'segments' | 'prices';

/** By code where the document names it first. */
interface Named extends Readonly<Record<Kind, ReadonlyMap<string, Path>>> {
  readonly allSegments: boolean;
}

export function compileReferencesPolicy(document: ProgrammeDocument): ReferencesPolicy {
  const { lists, segments, prices, allSegments } = referencesIn(document);
  return {
    lists: [...lists.keys()].sort(),
    segments: allSegments ? 'all' : [...segments.keys()].sort(),
    prices: [...prices.keys()].sort(),
  };
}

/** What the document asks for and where, for whoever can tell whether it is there. */
export function referencesIn(document: ProgrammeDocument): Named {
  const asked = new Asked();
  const { lists: own = {}, program: _, points: __, ...rest } = document;
  readValue(rest, [], asked);
  for (const code of Object.keys(own)) asked.lists.delete(code);
  return asked;
}

class Asked implements Named {
  readonly lists = new Map<string, Path>();
  readonly segments = new Map<string, Path>();
  readonly prices = new Map<string, Path>();
  allSegments = false;

  add(kind: Kind, codes: readonly string[], path: Path): void {
    for (const code of codes) if (!this[kind].has(code)) this[kind].set(code, path);
  }
}

function readValue(value: unknown, path: Path, asked: Asked): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) readValue(one, [...path, index], asked);
    return;
  }
  for (const [key, one] of Object.entries(value)) {
    const here = [...path, key];
    if (key === 'attributes') continue;
    if (key === 'items') asked.add('lists', listCodes(one as SelectorDocument), here);
    else if (key === 'segments') asked.add('segments', one as string[], here);
    else if (key === 'personal_price') asked.add('prices', [(one as { list: string }).list], here);
    else if ((key === 'when' || key === 'by') && typeof one === 'string') readExpression(one, here, asked);
    else readValue(one, here, asked);
  }
}

/** Parsing is what costs: most conditions ask for neither. What does not parse is said when the document is checked. */
function readExpression(source: string, path: Path, asked: Asked): void {
  if (!source.includes('segments') && !source.includes('list')) return;
  try {
    readNode(parseExpression(source), path, asked);
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
  }
}

function readNode(node: ASTNode, path: Path, asked: Asked): void {
  if (isSegments(node)) asked.allSegments = true;
  else if (node.op === 'in' && isSegments(node.args[1]) && node.args[0].op === 'value') {
    asked.add('segments', [String(node.args[0].args)], path);
  } else if (node.op === 'call' && node.args[0] === 'items') {
    for (const selector of node.args[1]) {
      asked.add('lists', listCodes(literalOf(selector) as SelectorDocument), path);
    }
  } else readArguments(node.args, path, asked);
}

function isSegments(node: ASTNode): boolean {
  return node.op === '.' && node.args[1] === 'segments' && node.args[0].op === 'id' && node.args[0].args === 'member';
}

/** What stands in a node beside its nodes are texts and values. */
function readArguments(args: unknown, path: Path, asked: Asked): void {
  if (Array.isArray(args)) for (const one of args) readArguments(one, path, asked);
  else if (typeof args === 'object' && args !== null && 'op' in args) readNode(args as ASTNode, path, asked);
}
