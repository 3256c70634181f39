/**
 * Which lists, segments and personal prices a document asks for: in its gates, its selectors (of rules, mechanics and
 * counters), the parameters of personal_price, and its conditions.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { ReferencesPolicy } from '../model/references-policy.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';
import type { ProgrammeDocument } from '../program/schema.ts';
import { literalOf } from './cel/literal.ts';
import { ExpressionFault, parseExpression } from './cel/parse-expression.ts';
import { listCodes } from './selector.ts';

interface Asked {
  readonly lists: Set<string>;
  readonly segments: Set<string>;
  allSegments: boolean;
  readonly prices: Set<string>;
}

export function compileReferencesPolicy(document: ProgrammeDocument): ReferencesPolicy {
  const asked: Asked = { lists: new Set(), segments: new Set(), allSegments: false, prices: new Set() };
  const { lists: own = {}, program: _, points: __, ...rest } = document;
  readValue(rest, asked);
  return {
    lists: [...asked.lists].filter((code) => !Object.hasOwn(own, code)).sort(),
    segments: asked.allSegments ? 'all' : [...asked.segments].sort(),
    prices: [...asked.prices].sort(),
  };
}

function readValue(value: unknown, asked: Asked): void {
  if (Array.isArray(value)) for (const one of value) readValue(one, asked);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [key, one] of Object.entries(value)) {
    if (key === 'attributes') continue;
    if (key === 'items') for (const code of listCodes(one as SelectorDocument)) asked.lists.add(code);
    else if (key === 'segments') for (const code of one as string[]) asked.segments.add(code);
    else if (key === 'personal_price') asked.prices.add((one as { list: string }).list);
    else if ((key === 'when' || key === 'by') && typeof one === 'string') readExpression(one, asked);
    else readValue(one, asked);
  }
}

/** Parsing is what costs: most conditions ask for neither. What does not parse is said when the document is checked. */
function readExpression(source: string, asked: Asked): void {
  if (!source.includes('segments') && !source.includes('list')) return;
  try {
    readNode(parseExpression(source), asked);
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
  }
}

function readNode(node: ASTNode, asked: Asked): void {
  if (isSegments(node)) asked.allSegments = true;
  else if (node.op === 'in' && isSegments(node.args[1]) && node.args[0].op === 'value') {
    asked.segments.add(String(node.args[0].args));
  } else if (node.op === 'call' && node.args[0] === 'items') {
    for (const selector of node.args[1]) {
      for (const code of listCodes(literalOf(selector) as SelectorDocument)) asked.lists.add(code);
    }
  } else readArguments(node.args, asked);
}

function isSegments(node: ASTNode): boolean {
  return node.op === '.' && node.args[1] === 'segments' && node.args[0].op === 'id' && node.args[0].args === 'member';
}

/** What stands in a node beside its nodes are texts and values. */
function readArguments(args: unknown, asked: Asked): void {
  if (Array.isArray(args)) for (const one of args) readArguments(one, asked);
  else if (typeof args === 'object' && args !== null && 'op' in args) readNode(args as ASTNode, asked);
}
