import { listCodes } from '../../compile/selector.ts';
import { didYouMean } from '../suggest.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A selector names lists that the document has. */
export const lists: LintCheck = {
  name: 'lists',
  run(document, report) {
    const known = Object.keys(document.lists ?? {});
    for (const { rule, path } of rulesOf(document)) {
      if (rule.items === undefined) continue;
      for (const code of new Set(listCodes(rule.items))) {
        if (known.includes(code)) continue;
        const suggestion = didYouMean(code, known) || `; lists has ${known.join(', ') || 'none'}`;
        report('error', [...path, 'items'], `there is no list "${code}"${suggestion}`);
      }
    }
  },
};
