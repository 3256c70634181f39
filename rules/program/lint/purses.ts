import { actionOf } from '../action.ts';
import { purseCodes } from '../defaults.ts';
import { didYouMean } from '../suggest.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A rule's lot goes into a purse that there is, and a purse has points or stamps, never both. */
export const purses: LintCheck = {
  name: 'purses',
  run(document, report) {
    const { points, stamps } = purseCodes(document);
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      if (rule.cost !== undefined && !points.includes(rule.cost.purse) && !stamps.has(rule.cost.purse)) {
        const known = [...points, ...stamps];
        const suggestion = didYouMean(rule.cost.purse, known) || `; there are ${known.join(', ')}`;
        report('error', [...path, 'cost', 'purse'], `there is no purse "${rule.cost.purse}"${suggestion}`);
      }
      const purse = params.lot?.purse;
      const here = [...path, 'do', mechanic, 'lot', 'purse'];
      if (purse !== undefined && stamps.has(purse)) {
        report('error', here, `the purse "${purse}" is for stamps, which add_stamps puts into it; points need another`);
      } else if (purse !== undefined && !points.includes(purse)) {
        const suggestion = didYouMean(purse, points) || `; points.purses has ${points.join(', ')}`;
        report('error', here, `there is no purse "${purse}"${suggestion}`);
      }
      if (rule.cost !== undefined && ((rule.on ?? 'receipt') !== 'receipt' || rule.to === 'referrer')) {
        report('error', [...path, 'cost'], 'only a rule on a receipt, for its own member, can be paid for');
      }
      if (mechanic === 'add_stamps' && params.purse === points[0]) {
        const message = `the purse "${points[0]}" is for points, which rules give without naming one; stamps need another`;
        report('error', [...path, 'do', mechanic, 'purse'], message);
      }
      if (mechanic === 'add_stamps' && (params.per === 'spend') !== (params.each !== undefined)) {
        const message =
          params.per === 'spend' ? 'per: spend needs each: the spend that gives them' : 'each is for per: spend';
        report('error', [...path, 'do', mechanic, 'each'], message);
      }
    }
  },
};
