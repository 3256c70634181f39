import { listCodes } from '../../compile/selector.ts';
import { suggest } from '../suggest.ts';
import { type LintCheck, rulesOf, selectorsOf } from './check.ts';

/** A list that the document does not have is kept through the API; but not where it is a near miss of one that it has. */
export const lists: LintCheck = {
  name: 'lists',
  run(document, report) {
    const known = Object.keys(document.lists ?? {});
    for (const { rule, path } of rulesOf(document)) {
      for (const selector of selectorsOf(rule, path)) {
        for (const code of new Set(listCodes(selector.items))) {
          const meant = known.includes(code) ? undefined : suggest(code, known);
          if (meant === undefined) continue;
          report(
            'warning',
            selector.path,
            `"${code}" is taken for a list kept through the API; did you mean "${meant}"?`,
          );
        }
      }
    }
  },
};
