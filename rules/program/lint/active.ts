import { type LintCheck, rulesOf } from './check.ts';
import { localMs } from './lots.ts';

/** A period has days that there are, begins before it ends, and is not over. */
export const active: LintCheck = {
  name: 'active',
  run(document, report, atMs) {
    for (const { rule, path } of rulesOf(document)) {
      const { from, to } = rule.active ?? {};
      const fromMs = moment('from', from);
      const toMs = moment('to', to);
      if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
        report('error', [...path, 'active'], `from ${from} is not before to ${to}: the rule can never apply`);
      } else if (toMs !== undefined && atMs !== undefined && toMs <= atMs) {
        report('warning', [...path, 'active', 'to'], `ended at ${to}: the rule can never apply again`);
      }

      function moment(key: string, text: string | undefined): number | undefined {
        const ms = text === undefined ? undefined : localMs(text);
        if (text !== undefined && ms === undefined) report('error', [...path, 'active', key], `there is no ${text}`);
        return ms;
      }
    }
  },
};
