import { mechanics } from '../../mechanics/index.ts';
import { actionOf } from '../action.ts';
import type { Path } from '../path.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A mechanic that takes a percentage or an amount takes one of them; a ladder, one on each step. */
export const exactlyOne: LintCheck = {
  name: 'exactly-one',
  run(document, report) {
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      const keys = mechanics.get(mechanic)?.exactlyOne;
      if (keys === undefined) continue;
      const here: Path = [...path, 'do', mechanic];
      const { steps } = params as { steps?: Record<string, unknown>[] };
      const choices = steps?.map((step, index) => ({ choice: step, at: [...here, 'steps', index] }));
      for (const { choice, at } of choices ?? [{ choice: params, at: here }]) {
        const given = keys.filter((key) => choice[key] !== undefined).length;
        if (given === 1) continue;
        report('error', at, `must have ${keys.join(' or ')}${given === 0 ? '' : ', not both'}`);
      }
    }
  },
};
