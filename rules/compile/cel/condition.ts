/** A `when` of the document to a Condition, or to what is wrong with it. */
import type { Condition } from '../compiled.ts';
import { compileTerm } from './compile-term.ts';
import { ExpressionFault, parseExpression } from './parse-expression.ts';
import { expectType, type Scope, whyOf } from './term.ts';

export type ConditionResult =
  | { readonly condition: Condition }
  /** The message tells the place: "… (at character 12)". */
  | { readonly fault: string };

export function compileCondition(source: string, scope: Scope): ConditionResult {
  try {
    const term = compileTerm(parseExpression(source), scope);
    expectType(term, 'bool', 'a condition');
    return {
      condition: {
        source,
        test: (facts) => term.run(facts) === true,
        explain: (facts) => whyOf(term, facts),
      },
    };
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: `${error.message} (at character ${error.at + 1})` };
    throw error;
  }
}
