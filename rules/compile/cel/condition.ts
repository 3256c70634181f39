/** An expression of the document, a `when` or a ladder's `by`, compiled, or what is wrong with it. */
import type { Condition, NumericExpression } from '../compiled.ts';
import { compileTerm } from './compile-term.ts';
import { ExpressionFault, parseExpression } from './parse-expression.ts';
import { expectType, type Scope, type Term, whyOf } from './term.ts';

/** The message tells the place: "… (at character 12)". */
interface Faulty {
  readonly fault: string;
}

export function compileCondition(source: string, scope: Scope): { readonly condition: Condition } | Faulty {
  const term = compileTyped(source, scope, 'bool', 'a condition');
  if ('fault' in term) return term;
  const { nearly } = term;
  return {
    condition: {
      source,
      test: (facts) => term.run(facts) === true,
      explain: (facts) => whyOf(term, facts),
      ...(nearly === undefined ? {} : { nearly }),
    },
  };
}

export function compileNumber(source: string, scope: Scope): { readonly number: NumericExpression } | Faulty {
  const term = compileTyped(source, scope, 'number', 'what a ladder goes by');
  if ('fault' in term) return term;
  return {
    number: {
      source,
      ...(term.grows === undefined ? {} : { grows: term.grows }),
      run(facts) {
        const value = term.run(facts);
        return typeof value === 'number' ? value : undefined;
      },
    },
  };
}

function compileTyped(source: string, scope: Scope, type: 'bool' | 'number', what: string): Term | Faulty {
  try {
    const term = compileTerm(parseExpression(source), scope);
    expectType(term, type, what);
    return term;
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: `${error.message} (at character ${error.at + 1})` };
    throw error;
  }
}
