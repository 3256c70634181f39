import { actionOf } from '../action.ts';
import { purseCodes } from '../defaults.ts';
import { didYouMean } from '../suggest.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A rule's lot goes into a purse that there is. */
export const purses: LintCheck = {
  name: 'purses',
  run(document, report) {
    const known = purseCodes(document.points);
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      const purse = params.lot?.purse;
      if (purse === undefined || known.includes(purse)) continue;
      const suggestion = didYouMean(purse, known) || `; points.purses has ${known.join(', ')}`;
      report('error', [...path, 'do', mechanic, 'lot', 'purse'], `there is no purse "${purse}"${suggestion}`);
    }
  },
};
