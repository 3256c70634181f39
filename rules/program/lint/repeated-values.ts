import { type LintCheck, rulesOf } from './check.ts';

const gates = ['stores', 'channels', 'segments', 'tiers', 'cards'] as const;

/** A gate that names one thing twice was copied, and perhaps not changed where it should have been. */
export const repeatedValues: LintCheck = {
  name: 'repeated-values',
  run(document, report) {
    for (const { rule, path } of rulesOf(document)) {
      for (const gate of gates) {
        const values: readonly string[] = rule[gate] ?? [];
        for (const [index, value] of values.entries()) {
          if (values.indexOf(value) < index) report('warning', [...path, gate, index], `"${value}" is named twice`);
        }
      }
    }
  },
};
