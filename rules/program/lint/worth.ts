import { unitWorthOf } from '../defaults.ts';
import type { LintCheck } from './check.ts';

/** Money is whole minor units, so what one unit of the point pays must be too. */
export const worth: LintCheck = {
  name: 'worth',
  run({ points }, report) {
    const unitWorth = unitWorthOf(points);
    if (Number.isInteger(unitWorth) && unitWorth >= 1) return;
    const key = points?.worth === undefined ? 'scale' : 'worth';
    const least = 10 ** (points?.scale ?? 0);
    const message = `one point unit would pay ${unitWorth} minor units; with this scale worth must be a multiple of ${least}`;
    report('error', ['points', key], message);
  },
};
