/**
 * The evaluation an item is decided on. The one made before the lock stands as long as the party has the version it was
 * made on and no budget it draws from has run short; otherwise the receipt is evaluated again, on the locked rows.
 */
import type { Evaluation, EvaluationInput } from '../../../rules/model/evaluation.ts';
import { memberStateOf } from '../../parties/member-state.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { PartySnapshot } from '../../parties/party.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import type { Decision, Rows } from '../rows.ts';

interface Asked {
  readonly input: EvaluationInput;
  readonly evaluation: Evaluation;
  readonly snapshot?: PartySnapshot;
  readonly member?: string;
}

/** Budgets move between look and lock; more than a few rounds means that something is wrong. */
const maxRounds = 5;

export async function evaluationUnderLock(
  asked: Asked,
  open: OpenParty | undefined,
  /** The party is as it was when `asked` was evaluated. */
  unchanged: boolean,
  rows: Rows,
  ports: Ports,
): Promise<{ input: EvaluationInput; evaluation: Evaluation } | Decision> {
  let { input, evaluation } = asked;
  let current = unchanged;
  for (let round = 0; round < maxRounds; round += 1) {
    const uses = evaluation.limitUses.filter((use) => use.scope === 'rule');
    const budgets = uses.length === 0 ? new Map<string, number>() : await rows.budgets(uses.map((use) => use.key));
    const short = uses.some((use) => {
      const used = budgets.get(use.key) ?? 0;
      const seen = input.limits[use.key] ?? 0;
      const crossed = seen + use.used >= use.cap;
      return used + use.used > use.cap || (crossed && used !== seen);
    });
    if (current && !short) return { input, evaluation };

    const limits: Record<string, number> = { ...input.limits, ...Object.fromEntries(budgets) };
    if (open !== undefined) {
      // The party's own limits are those of the row; a key that is gone from it is not used at all.
      for (const key of Object.keys(asked.snapshot?.state.facts.limits ?? {})) delete limits[key];
      Object.assign(limits, open.facts.limits);
    }
    input = { ...input, limits };
    if (open !== undefined && asked.member !== undefined) {
      const members = await rows.members(open.id, asked.snapshot);
      const member = members.find((candidate) => candidate.id === asked.member);
      if (member === undefined) throw new Error(`party ${open.id} has no member ${asked.member}`);
      input = { ...input, member: memberStateOf(member, open) };
    }
    const outcome = await ports.evaluate(input);
    if (!outcome.ok) return { outcome: refused(outcome.code, outcome.detail) };
    evaluation = outcome.evaluation;
    current = true;
  }
  throw new Error('the budgets of a receipt did not come to rest');
}
