import type { LintCheck } from './check.ts';

/** In a group that chooses by priority, equal priorities leave the choice to gain and then to the code. */
export const priorityTies: LintCheck = {
  name: 'priority-ties',
  run(document, report) {
    for (const [groupIndex, { mode, rules = [] }] of (document.groups ?? []).entries()) {
      if (mode !== 'priority') continue;
      const firstOf = new Map<number, string>();
      for (const [index, { code, priority = 0 }] of rules.entries()) {
        const first = firstOf.get(priority);
        const path = ['groups', groupIndex, 'rules', index, 'code'];
        if (first === undefined) firstOf.set(priority, code);
        else
          report('warning', path, `has the priority ${priority} of "${first}": where both apply the larger gain wins`);
      }
    }
  },
};
