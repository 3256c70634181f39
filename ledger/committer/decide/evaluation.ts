/**
 * The evaluation an item is decided on. The one made before the lock stands as long as the party has the version it was
 * made on and no budget it draws from has run short; otherwise the receipt is evaluated again, on the locked rows.
 */
import type {
  Effective,
  Evaluation,
  EvaluationInput,
  LimitUse,
  PresentedCoupon,
} from '../../../rules/model/evaluation.ts';
import type { MemberReferences } from '../../../rules/model/member-state.ts';
import { memberStateOf } from '../../parties/member-state.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { PartySnapshot } from '../../parties/party.ts';
import type { Origin } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import type { Decision, Rows } from '../rows.ts';

interface Asked {
  readonly input: EvaluationInput;
  readonly evaluation: Effective;
  readonly snapshot?: PartySnapshot | undefined;
  readonly member?: string | undefined;
  readonly origin: Origin;
  /** Its codes, where the lock has found them otherwise than they were before it. */
  readonly coupons?: readonly PresentedCoupon[] | undefined;
  /** Points by purse that count as there, see `memberStateOf`. */
  readonly promised?: ReadonlyMap<string, number> | undefined;
}

interface EvaluatedAgain {
  readonly input: EvaluationInput;
  readonly evaluation: Evaluation;
  readonly told?: undefined;
}

export function evaluationUnderLock<Before extends Asked>(
  asked: Before,
  open: OpenParty | undefined,
  /** The party is as it was when `asked` was evaluated. */
  unchanged: boolean,
  rows: Rows,
  ports: Ports,
): Before | EvaluatedAgain | Decision | Promise<Before | EvaluatedAgain | Decision> {
  const stands = unchanged && asked.coupons === undefined && budgetsLast(asked, rows);
  return stands ? asked : evaluatedAgain(asked, open, unchanged, rows, ports);
}

/** All that it draws from is known already, and as it was thought to be. */
function budgetsLast({ input, evaluation }: Asked, rows: Rows): boolean {
  for (const use of evaluation.limitUses) {
    if (use.scope !== 'rule') continue;
    const used = rows.budgets.known(use);
    if (used === undefined || runsShort(use, used, input)) return false;
  }
  return true;
}

async function evaluatedAgain<Before extends Asked>(
  asked: Before,
  open: OpenParty | undefined,
  unchanged: boolean,
  rows: Rows,
  ports: Ports,
): Promise<Before | EvaluatedAgain | Decision> {
  let input: EvaluationInput = asked.input;
  let again: Evaluation | undefined;
  let current = unchanged && asked.coupons === undefined;
  if (asked.coupons !== undefined) input = { ...input, coupons: asked.coupons };
  const locked = new Map<string, number>();
  for (;;) {
    const uses = (again ?? asked.evaluation).limitUses.filter((use) => use.scope === 'rule');
    const known = locked.size;
    for (const [key, used] of await rows.budgets.of(uses)) locked.set(key, used);
    if (current && !uses.some((use) => runsShort(use, locked.get(use.key) ?? 0, input))) {
      return again === undefined ? asked : { input, evaluation: again };
    }
    // Locked, a budget moves no more: an evaluation that is still short must have found one that it did not know of.
    if (current && locked.size === known) throw new Error('the budgets of a receipt did not come to rest');

    input = { ...input, limits: limitsUnderLock(asked, open, locked) };
    if (open !== undefined && asked.member !== undefined) {
      const member = rows.members(open.id).find((candidate) => candidate.id === asked.member);
      if (member === undefined) throw new Error(`party ${open.id} has no member ${asked.member}`);
      const { businessTime: at } = input.receipt;
      const { timezone, facts: policy } = asked.origin;
      const recalled = ports.facts.recall(open.facts, member.attributes, { at, timezone, policy });
      input = { ...input, member: memberStateOf(member, open, recalled, referencesOf(asked.input), asked.promised) };
    }
    const outcome = await ports.evaluate(input);
    if (!outcome.ok) return { outcome: refused(outcome.code, outcome.detail) };
    again = outcome.evaluation;
    current = true;
  }
}

/** The budget would be exceeded, or has another remainder than the one that was given out. */
function runsShort(use: LimitUse, used: number, input: EvaluationInput): boolean {
  const seen = input.limits[use.key] ?? 0;
  return used + use.used > use.cap || (used !== seen && seen + use.used >= use.cap);
}

/** The party's own limits are those of the row: a key that is gone from it is not used at all. */
function limitsUnderLock(
  { input, snapshot }: Asked,
  open: OpenParty | undefined,
  budgets: ReadonlyMap<string, number>,
): Record<string, number> {
  const limits = { ...input.limits };
  if (open !== undefined) {
    for (const key of Object.keys(snapshot?.state.facts.limits ?? {})) delete limits[key];
    Object.assign(limits, open.facts.limits);
  }
  return Object.assign(limits, Object.fromEntries(budgets));
}

/** What was looked up beside the party stays as it was found. */
function referencesOf({ member = {} }: EvaluationInput): MemberReferences {
  const { segments, coupons, personalPrices } = member;
  return {
    ...(segments !== undefined && { segments }),
    ...(coupons !== undefined && { coupons }),
    ...(personalPrices !== undefined && { personalPrices }),
  };
}
