import type { Path } from '../path.ts';
import { type LintCheck, rulesOf } from './check.ts';

const maximumRules = 10_000;

/** Codes name things in traces, limits and on the wire: each one thing. */
export const codes: LintCheck = {
  name: 'codes',
  run(document, report) {
    const groups = (document.groups ?? []).map(({ code }, index) => ({ code, path: ['groups', index, 'code'] }));
    const rules = rulesOf(document).map(({ rule, path }) => ({ code: rule.code, path: [...path, 'code'] }));
    const purses = (document.points?.purses ?? []).map(({ code }, index) => ({
      code,
      path: ['points', 'purses', index, 'code'],
    }));
    for (const [what, placed] of Object.entries({ 'rule group': groups, rule: rules, purse: purses })) {
      const seen = new Set<string>();
      for (const { code, path } of placed as { code: string; path: Path }[]) {
        if (seen.has(code)) report('error', path, `there is already a ${what} with the code "${code}"`);
        seen.add(code);
      }
    }
    if (rules.length > maximumRules) {
      report('error', ['groups'], `${rules.length} rules, more than ${maximumRules} in one programme`);
    }
  },
};
