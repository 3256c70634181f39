import { periodsAsked } from '../../compile/counters-asked.ts';
import { daysKept, readWindow } from '../../state/counter-window.ts';
import type { LintCheck } from './check.ts';

/** A party keeps a sum for each day of a rolling window; ten years of them are far more than a rule can mean. */
const mostDays = 3660;

/** A counter has a code of its own and a window; of a rolling one no more is asked than a party keeps. */
export const counters: LintCheck = {
  name: 'counters',
  run(document, report) {
    const seen = new Set<string>();
    const asked = periodsAsked(document);
    for (const [index, { code, window }] of (document.counters ?? []).entries()) {
      if (seen.has(code)) {
        report('error', ['counters', index, 'code'], `there is already a counter with the code "${code}"`);
      }
      seen.add(code);
      const path = ['counters', index, 'window'];
      const back = asked.get(code) ?? 0;
      const read = readWindow(window, back);
      if (read === undefined) {
        const known = 'day, week, month, quarter, year, or an ISO 8601 duration of days such as P90D or P1Y';
        report('error', path, `"${window}" is no window; a window is ${known}`);
      } else if (daysKept(read) > mostDays) {
        const why = back === 0 ? '' : `, and ${back} windows before this one are asked for`;
        report(
          'error',
          path,
          `"${window}" is too long to be counted day by day${why}; count by year or quarter instead`,
        );
      }
    }
  },
};
