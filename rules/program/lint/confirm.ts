import { unpublishable } from '../unpublishable.ts';
import type { LintCheck } from './check.ts';

/** Said when the version is saved, so that nobody finds out only at its publication. */
export const confirm: LintCheck = {
  name: 'confirm',
  run(document, report) {
    const reason = unpublishable(document);
    if (reason !== undefined) report('warning', reason.path, `${reason.message}; this version cannot be published`);
  },
};
