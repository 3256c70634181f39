import { mechanics } from '../../mechanics/index.ts';
import { actionOf } from '../action.ts';
import { didYouMean } from '../suggest.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** multiply.rules names rules that give points. */
export const multipliedRules: LintCheck = {
  name: 'multiplied-rules',
  run(document, report) {
    const placed = rulesOf(document);
    const mechanicOf = new Map(placed.map(({ rule }) => [rule.code, actionOf(rule).mechanic]));
    const giving = [...mechanicOf].filter(([, mechanic]) => givesPoints(mechanic)).map(([code]) => code);
    for (const { rule, path } of placed) {
      const { mechanic, params } = actionOf(rule);
      if (mechanic !== 'multiply' || !Array.isArray(params.rules)) continue;
      for (const [index, code] of (params.rules as string[]).entries()) {
        const here = [...path, 'do', mechanic, 'rules', index];
        const named = mechanicOf.get(code);
        if (named === undefined) report('error', here, `there is no rule "${code}"${didYouMean(code, giving)}`);
        else if (!givesPoints(named)) report('error', here, `the rule "${code}" gives no points to multiply`);
      }
    }
  },
};

function givesPoints(mechanic: string): boolean {
  return mechanic !== 'multiply' && mechanics.get(mechanic)?.type === 'points';
}
