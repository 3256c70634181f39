import { v7 as uuidv7 } from 'uuid';
import type { EvaluationInput } from '../../../rules/model/evaluation.ts';
import type { PartyFacts } from '../../../rules/model/member-state.ts';
import { type Announced, type OccasionRow, tierKey } from '../../occasions/occasion-row.ts';
import type { Origin } from '../commands.ts';
import type { Ports } from '../ports.ts';

/** The row of an occasion that is due since a receipt took its party to another tier; undefined: it did not, or no rule is on it. */
export function tierRow(
  before: PartyFacts,
  after: PartyFacts,
  sale: {
    readonly receipt: string;
    readonly party: number;
    readonly member?: string;
    readonly origin: Origin;
    readonly input: EvaluationInput;
  },
  { facts }: Pick<Ports, 'facts'>,
): OccasionRow | undefined {
  const { receipt, party, member, origin, input } = sale;
  if (member === undefined || origin.tellsTier !== true) return undefined;
  const change = facts.tierChange(before, after, origin.facts);
  if (change === undefined || change.from === change.to) return undefined;
  const { from = '', to, since: at } = change;
  const { code: programme, version } = input.programme;
  const { channel, store } = input.receipt;
  const announced: Announced = { channel, store, attributes: { from, to } };
  const key = tierKey(programme, party, at, receipt);
  const row = { key, id: uuidv7(), happened: 'tier', state: 'due' as const, member, at, programme, version };
  return { ...row, input: JSON.stringify(announced) };
}
