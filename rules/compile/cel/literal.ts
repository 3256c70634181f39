/** A value written out in an expression as plain data: the selector in items({sku: ["A", "B"]}). */
import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionFault } from './parse-expression.ts';
import type { Scalar } from './term.ts';

/** @throws ExpressionFault where a fact stands instead of a value. */
export function literalOf(node: ASTNode): unknown {
  if (node.op === 'value') return scalarOf(node);
  if (node.op === '-_') {
    const value = literalOf(node.args);
    if (typeof value === 'number') return -value;
  }
  if (node.op === 'list') return node.args.map(literalOf);
  if (node.op === 'map') {
    const entries = node.args.map(([key, value]) => [keyOf(key), literalOf(value)] as const);
    // fromEntries defines own properties, so "__proto__" is only one more unknown key.
    return Object.fromEntries(entries);
  }
  throw new ExpressionFault('a selector is written out in full, without facts', node.start);
}

/** CEL wants {"sku": …}; YAML has taught everyone {sku: …}. Both are read. */
function keyOf(node: ASTNode): string {
  if (node.op === 'id') return node.args;
  const key = literalOf(node);
  if (typeof key === 'string') return key;
  throw new ExpressionFault('a key of a selector is a word such as sku', node.start);
}

/** @throws ExpressionFault for null, bytes, and numbers too large to be exact. */
export function scalarOf(node: ASTNode & { op: 'value' }): Scalar {
  const value = node.args;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === null) throw new ExpressionFault('null is no value here; ask with has()', node.start);
  if (value instanceof Uint8Array) throw new ExpressionFault('bytes are no value here; write a text', node.start);
  const number = Number(value.valueOf());
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  throw new ExpressionFault('the number is too large', node.start);
}
