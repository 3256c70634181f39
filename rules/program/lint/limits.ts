import { type LintCheck, rulesOf } from './check.ts';

const units = ['times', 'amount', 'points'] as const;

/** A limit counts one thing, which its rule gives, and a rule has each limit once. */
export const limits: LintCheck = {
  name: 'limits',
  run(document, report) {
    for (const { rule, group, path } of rulesOf(document)) {
      const seen = new Set<string>();
      for (const [index, limit] of (rule.limits ?? []).entries()) {
        const here = [...path, 'limits', index];
        const [unit, ...more] = units.filter((one) => limit[one] !== undefined);
        if (unit === undefined || more.length > 0) {
          report('error', here, 'a limit has one of times, amount and points');
          continue;
        }
        const key = `${limit.by} ${unit} ${limit.per}`;
        if (seen.has(key)) report('error', here, `there is already a limit of ${unit} by ${limit.by} per ${limit.per}`);
        seen.add(key);
        if (unit === 'points' && group.type === 'price') {
          report('error', [...here, unit], 'a price rule gives no points; limit its amount or times');
        }
        const stamps = unit === 'points' && 'add_stamps' in rule.do;
        if (unit !== 'times' && group.type === 'reward' && !stamps) {
          report('error', [...here, unit], 'a reward takes no money off and gives no points; limit its times');
        }
        if (unit === 'amount' && group.type === 'points') {
          report('error', [...here, unit], 'a points rule takes no money off; limit its points or times');
        }
      }
    }
  },
};
