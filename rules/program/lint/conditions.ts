import { compileCondition, compileNumber } from '../../compile/cel/condition.ts';
import { scopeOf } from '../../compile/compile.ts';
import { actionOf } from '../action.ts';
import type { Path } from '../path.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** Every `when`, and every number that a ladder goes by, compiles: names, types, counters and lists. */
export const conditions: LintCheck = {
  name: 'conditions',
  run(document, report) {
    const scope = scopeOf(document);
    for (const [index, { when }] of (document.groups ?? []).entries()) check(['groups', index, 'when'], when);
    for (const { rule, path } of rulesOf(document)) {
      check([...path, 'when'], rule.when);
      const { mechanic, params } = actionOf(rule);
      if (typeof params.by !== 'string') continue;
      const result = compileNumber(params.by, scope);
      if ('fault' in result) report('error', [...path, 'do', mechanic, 'by'], result.fault);
    }

    function check(path: Path, source: string | undefined): void {
      if (source === undefined) return;
      const result = compileCondition(source, scope);
      if ('fault' in result) report('error', path, result.fault);
    }
  },
};
