/**
 * Evaluates a decoded receipt for whoever shows a card: party state from Redis in one trip, else from Postgres; the
 * member's points as they are at business time, with the receipt's own holds let go; the campaigns' budgets as known.
 */
import type { HoldRow } from '../../../ledger/holds/hold.ts';
import { isOpen } from '../../../ledger/holds/hold.ts';
import { readHolds } from '../../../ledger/holds/read.ts';
import { memberOf, memberStateOf, promisedBy, settledAt } from '../../../ledger/parties/member-state.ts';
import type { OpenParty } from '../../../ledger/parties/open-party.ts';
import type { PartySnapshot } from '../../../ledger/parties/party.ts';
import type {
  Evaluation,
  EvaluationInput,
  Occasion,
  PresentedCoupon,
  ProgrammeRef,
} from '../../../rules/model/evaluation.ts';
import type { Receipt } from '../../../rules/model/receipt.ts';
import type { ResolvedMember } from '../../access/directory.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import type { ProgrammeVersion } from '../../programmes.ts';
import type { Told } from '../../references/references.ts';
import { presentCoupons } from './coupons.ts';

type Needs = Pick<Parts, 'database' | 'evaluator' | 'parties' | 'budgets' | 'facts' | 'references' | 'coupons' | 'now'>;

export interface Priced {
  readonly input: EvaluationInput;
  readonly evaluation: Evaluation;
  /** Both absent without a member. */
  readonly snapshot?: PartySnapshot;
  /** The party at business time, before this receipt. */
  readonly open?: OpenParty;
}

/** More rounds than budgets can be found out in means that something is wrong; the commit decides under the lock anyway. */
const maxRounds = 3;

export async function priceReceipt(
  parts: Needs,
  asked: {
    readonly programme: ProgrammeRef & Pick<ProgrammeVersion, 'facts' | 'references'>;
    readonly receipt: Receipt;
    readonly member: ResolvedMember | undefined;
    readonly holds?: readonly HoldRow[];
    /** Read the party from Postgres: what Redis says has been doubted. */
    readonly fresh?: boolean;
    /** The receipt's codes, where they are not to be looked up. */
    readonly coupons?: readonly PresentedCoupon[];
    /** Changes the party before it is evaluated: what an exchange brings back. */
    readonly before?: (open: OpenParty) => void;
    readonly explain?: boolean;
    /** It was evaluated before: its lines keep the lists of then. */
    readonly told?: EvaluationInput['references'];
    readonly nudge?: boolean;
    /** Instead of a purchase. */
    readonly occasion?: Occasion;
  },
): Promise<Priced> {
  const { member, holds = [] } = asked;
  const { code, version, references: policy } = asked.programme;
  const coupons = asked.coupons ?? (await couponsOf(parts, asked));
  const budgets = await parts.budgets.known();
  const telling = parts.references.tell({
    policy,
    receipt: asked.receipt,
    member: member?.member,
    listed: asked.told?.lists,
  });
  if (member === undefined) {
    const told = telling && (await telling);
    const common = commonOf(told);
    const { input, evaluation } = await evaluate(parts, { ...common, limits: budgets });
    return { input, evaluation };
  }
  const reading = parts.parties.read(member.party, asked.fresh === true || holds.length > 0);
  const [snapshot, told] = telling === undefined ? [await reading] : await Promise.all([reading, telling]);
  const { receipt, ...common } = commonOf(told);
  const open = settledAt(snapshot, receipt.businessTime);
  // Read after the party: a hold that is open now was open then, and its points are pinned in what was read.
  const standing = await standingHolds(parts, holds);
  for (const hold of standing) if (hold.party === snapshot.party && isOpen(hold)) open.unpin(hold.pins);
  asked.before?.(open);
  const record = memberOf(snapshot, member.member);
  const when = { at: receipt.businessTime, timezone: receipt.store.timezone, policy: asked.programme.facts };
  const { input, evaluation } = await evaluate(parts, {
    ...common,
    receipt,
    member: memberStateOf(
      record,
      open,
      parts.facts.recall(open.facts, record.attributes, when),
      told?.member,
      receipt.charged === undefined ? undefined : promisedBy(standing),
    ),
    limits: { ...budgets, ...open.facts.limits },
  });
  return { input, evaluation, snapshot, open };

  function commonOf(told: Told | undefined) {
    return {
      programme: { code, version },
      receipt: told?.receipt ?? asked.receipt,
      ...(asked.occasion !== undefined && { occasion: asked.occasion }),
      ...(told !== undefined && { references: told.versions }),
      ...(asked.receipt.coupons.length > 0 && { coupons }),
      ...(asked.explain === true && { explain: true }),
      ...(asked.nudge === true && { nudge: true }),
    };
  }
}

async function couponsOf(
  { coupons, now }: Needs,
  { receipt, member, holds = [] }: Parameters<typeof priceReceipt>[1],
): Promise<readonly PresentedCoupon[]> {
  if (receipt.coupons.length === 0) return [];
  return presentCoupons(coupons, receipt.coupons, {
    at: receipt.businessTime,
    now: now(),
    ...(member !== undefined && { member: member.member }),
    holds: holds.map(({ id }) => id),
  });
}

async function standingHolds({ database }: Needs, holds: readonly HoldRow[]): Promise<readonly HoldRow[]> {
  if (holds.length === 0) return holds;
  return readHolds(
    database,
    holds.map((hold) => hold.id),
  );
}

async function evaluate(
  { evaluator, budgets }: Pick<Needs, 'evaluator' | 'budgets'>,
  asked: EvaluationInput,
): Promise<{ input: EvaluationInput; evaluation: Evaluation }> {
  let input = asked;
  for (let round = 1; ; round += 1) {
    const outcome = await evaluator.evaluate(input);
    if (!outcome.ok) {
      refuse(outcome.code, outcome.detail, outcome.code === 'overloaded' ? { retryAfterSeconds: 1 } : {});
    }
    const { evaluation } = outcome;
    const keys = evaluation.limitUses.filter((use) => use.scope === 'rule').map((use) => use.key);
    const again = keys.length > 0 && (await budgets.watch(keys, input.limits));
    if (!again || round === maxRounds) return { input, evaluation };
    input = { ...input, limits: { ...input.limits, ...(await budgets.known()) } };
  }
}
