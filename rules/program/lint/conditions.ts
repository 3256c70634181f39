import { compileCondition } from '../../compile/cel/condition.ts';
import { scopeOf } from '../../compile/compile.ts';
import type { Path } from '../path.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** Every `when` compiles: names, types, counters and lists. */
export const conditions: LintCheck = {
  name: 'conditions',
  run(document, report) {
    const scope = scopeOf(document);
    for (const [index, { when }] of (document.groups ?? []).entries()) check(['groups', index, 'when'], when);
    for (const { rule, path } of rulesOf(document)) check([...path, 'when'], rule.when);

    function check(path: Path, source: string | undefined): void {
      if (source === undefined) return;
      const result = compileCondition(source, scope);
      if ('fault' in result) report('error', path, result.fault);
    }
  },
};
