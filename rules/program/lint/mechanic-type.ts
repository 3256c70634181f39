import { mechanics } from '../../mechanics/index.ts';
import { actionOf } from '../action.ts';
import { type LintCheck, rulesOf } from './check.ts';

/** A price group takes prices off, a points group gives points: the type says when its rules run. */
export const mechanicType: LintCheck = {
  name: 'mechanic-type',
  run(document, report) {
    for (const { rule, group, path } of rulesOf(document)) {
      const { mechanic } = actionOf(rule);
      const type = mechanics.get(mechanic)?.type;
      if (type === undefined || type === group.type) continue;
      const message = `${mechanic} belongs in a group of type ${type}; the group "${group.code}" is of type ${group.type}`;
      report('error', [...path, 'do', mechanic], message);
    }
  },
};
