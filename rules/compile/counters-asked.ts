/** How far back the conditions of a document ask each counter: counter("spend-month", -3) asks for three months before this one. */
import type { ASTNode } from '@marcbachmann/cel-js';
import type { ProgrammeDocument } from '../program/schema.ts';
import { compileTerm } from './cel/compile-term.ts';
import { ExpressionFault, parseExpression } from './cel/parse-expression.ts';
import type { Scope } from './cel/term.ts';

/** By the counter's code, 1 or more; counters of which only the present is asked are left out. */
export function periodsAsked(document: ProgrammeDocument): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const { code, back } of callsIn(document)) {
    if (back > 0) asked.set(code, Math.max(asked.get(code) ?? 0, back));
  }
  return asked;
}

interface Call {
  readonly code: string;
  readonly back: number;
}

function callsIn(document: ProgrammeDocument): Call[] {
  const scope: Scope = { lists: {}, counters: new Set() };
  // Wherever a mechanic keeps its expressions: a text that is none, or a wrong one, asks nothing here.
  return expressionsIn(document.groups).flatMap((source) => {
    try {
      return nodesOf(parseExpression(source)).flatMap((node) => callOf(node, scope) ?? []);
    } catch (error) {
      if (error instanceof ExpressionFault) return [];
      throw error;
    }
  });
}

function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('counter') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

function callOf(node: ASTNode, scope: Scope): Call | undefined {
  if (node.op !== 'call' || node.args[0] !== 'counter') return undefined;
  const [code, offset] = node.args[1].map((arg) => compileTerm(arg, scope).constant);
  return typeof code === 'string' ? { code, back: typeof offset === 'number' ? Math.max(0, -offset) : 0 } : undefined;
}

/** The node and all below it. */
export function nodesOf(node: ASTNode): ASTNode[] {
  return [node, ...below(node.args)];
}

function below(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(below);
  return typeof args === 'object' && args !== null && 'op' in args ? nodesOf(args as ASTNode) : [];
}
