import { type LintCheck, rulesOf } from './check.ts';

/** Hours that end where they begin would be no time at all or the whole day: say which by leaving them out. */
export const schedule: LintCheck = {
  name: 'schedule',
  run(document, report) {
    for (const { rule, path } of rulesOf(document)) {
      for (const [index, { hours = [] }] of (rule.schedule ?? []).entries()) {
        for (const [position, window] of hours.entries()) {
          const [from, to] = window.split('-');
          if (from !== to) continue;
          const here = [...path, 'schedule', index, 'hours', position];
          report('error', here, `"${window}" ends where it begins; leave hours out for the whole day`);
        }
      }
    }
  },
};
