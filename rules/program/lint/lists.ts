import { listCodes } from '../../compile/selector.ts';
import { didYouMean } from '../suggest.ts';
import { type LintCheck, rulesOf, selectorsOf } from './check.ts';

/** A selector names lists that the document has. */
export const lists: LintCheck = {
  name: 'lists',
  run(document, report) {
    const known = Object.keys(document.lists ?? {});
    for (const { rule, path } of rulesOf(document)) {
      for (const selector of selectorsOf(rule, path)) {
        for (const code of new Set(listCodes(selector.items))) {
          if (known.includes(code)) continue;
          const suggestion = didYouMean(code, known) || `; lists has ${known.join(', ') || 'none'}`;
          report('error', selector.path, `there is no list "${code}"${suggestion}`);
        }
      }
    }
  },
};
