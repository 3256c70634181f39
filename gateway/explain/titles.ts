/** What the programme calls its rules, and which of them speak of money. */
import type { ProgrammeDocument } from '../../rules/program/schema.ts';

export interface RuleTitle {
  readonly title?: string;
  readonly price: boolean;
  /** The percentage it gives, if that is what it gives. */
  readonly percent?: number;
}

export function titlesOf({ groups = [] }: ProgrammeDocument): ReadonlyMap<string, RuleTitle> {
  return new Map(
    groups.flatMap(({ type, rules = [] }) =>
      rules.map(({ code, title, do: action }): [string, RuleTitle] => {
        const { percent, maxAmount } = (Object.values(action)[0] ?? {}) as { percent?: unknown; maxAmount?: unknown };
        const plain = typeof percent === 'number' && maxAmount === undefined && 'percent_off' in action;
        return [code, { ...(title !== undefined && { title }), price: type === 'price', ...(plain && { percent }) }];
      }),
    ),
  );
}
