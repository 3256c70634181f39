/** The text of a condition to its syntax tree, within limits; and the fault that stops a compilation. */
import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';

/** What is wrong with an expression, and at which character of it (from 0). */
export class ExpressionFault extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Far above what a person writes; what compiles within these runs in microseconds. */
const grammar = new Environment({
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 1000, maxDepth: 40, maxListElements: 500, maxMapEntries: 50, maxCallArguments: 8 },
});

/** @throws ExpressionFault where the text is no expression. */
export function parseExpression(source: string): ASTNode {
  try {
    return grammar.parse(source).ast;
  } catch (error) {
    if (error instanceof ParseError) throw new ExpressionFault(inWords(error.summary), error.range?.start ?? 0);
    throw error;
  }
}

const tokens: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a text',
  BOOLEAN: 'true or false',
  IDENTIFIER: 'a name',
  LPAREN: '"("',
  RPAREN: '")"',
  LBRACKET: '"["',
  RBRACKET: '"]"',
  LBRACE: '"{"',
  RBRACE: '"}"',
  DOT: '"."',
  COMMA: '","',
  COLON: '":"',
};

/** The parser names its tokens in capitals: Expected RPAREN, got EOF. */
function inWords(summary: string): string {
  if (summary.startsWith('Exceeded')) return 'the expression is too long or too deeply nested';
  if (summary === 'Unexpected character: =') return 'unexpected "="; write == to compare';
  const words = summary.replace(/\b[A-Z]{3,}\b/g, (token) => tokens[token] ?? token);
  return words.charAt(0).toLowerCase() + words.slice(1);
}
