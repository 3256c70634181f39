import { actionOf } from '../action.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A ladder has one step from each number. */
export const steps: LintCheck = {
  name: 'steps',
  run(document, report) {
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      const seen = new Set<number>();
      for (const [index, { from }] of ((params.steps ?? []) as { from: number }[]).entries()) {
        const here = [...path, 'do', mechanic, 'steps', index, 'from'];
        if (seen.has(from)) report('error', here, `there is already a step from ${from}`);
        seen.add(from);
      }
    }
  },
};
