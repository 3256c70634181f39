import { actionOf } from '../action.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A rule that applies and gives nothing still displaces others: seldom what was meant. */
export const nothingGained: LintCheck = {
  name: 'nothing-gained',
  run(document, report) {
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      if (mechanic === 'redeem_limit') continue;
      for (const key of ['percent', 'factor', 'points']) {
        if (params[key] !== 0) continue;
        const message = mechanic === 'multiply' ? 'takes all points away' : `${mechanic} of 0 gives nothing`;
        report('warning', [...path, 'do', mechanic, key], message);
      }
    }
  },
};
