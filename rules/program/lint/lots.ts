import { Temporal } from 'temporal-polyfill';
import { actionOf } from '../action.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A lot ends one way, and on a day that there is. */
export const lots: LintCheck = {
  name: 'lots',
  run(document, report, atMs) {
    for (const { rule, path } of rulesOf(document)) {
      const { mechanic, params } = actionOf(rule);
      const { expireAfter, expireAt } = params.lot ?? {};
      if (expireAt === undefined) continue;
      const here = [...path, 'do', mechanic, 'lot', 'expireAt'];
      if (expireAfter !== undefined) report('error', here, 'a lot has expireAfter or expireAt, not both');
      const wall = localMs(expireAt);
      if (wall === undefined) report('error', here, `there is no ${expireAt}`);
      else if (atMs !== undefined && wall < atMs)
        report('warning', here, 'is in the past: these points expire at once');
    }
  },
};

/** A local reading as if it were UTC: near enough to compare with now, exact to compare with another. */
export function localMs(local: string): number | undefined {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime('UTC').epochMilliseconds;
  } catch {
    return undefined;
  }
}
