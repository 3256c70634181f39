import { type LintCheck, rulesOf } from './check.ts';

/** A reward is for the receipt: there are no units of it to take, and no share of it to give. */
export const rewards: LintCheck = {
  name: 'rewards',
  run(document, report) {
    for (const { rule, group, path } of rulesOf(document)) {
      if (group.type !== 'reward') continue;
      if (rule.take !== undefined) report('error', [...path, 'take'], 'a reward takes no units; remove it');
      for (const [index, { share }] of (rule.tenders ?? []).entries()) {
        if (share !== true) continue;
        report('error', [...path, 'tenders', index, 'share'], 'a reward has no share; remove it');
      }
    }
  },
};
