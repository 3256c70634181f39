import { listCodes } from '../../compile/selector.ts';
import { suggest } from '../suggest.ts';
import { everySelector, type LintCheck } from './check.ts';

/** A list that the document does not have is kept through the API; but not where it is a near miss of one that it has. */
export const lists: LintCheck = {
  name: 'lists',
  run(document, report) {
    const known = Object.keys(document.lists ?? {});
    for (const { items, path } of everySelector(document)) {
      for (const code of new Set(listCodes(items))) {
        const meant = known.includes(code) ? undefined : suggest(code, known);
        if (meant === undefined) continue;
        report('warning', path, `"${code}" is taken for a list kept through the API; did you mean "${meant}"?`);
      }
    }
  },
};
