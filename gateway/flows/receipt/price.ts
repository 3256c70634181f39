/**
 * Evaluates a decoded receipt for whoever shows a card: party state from Redis in one trip, else from Postgres; the
 * member's points as they are at business time, with the receipt's own holds let go; the campaigns' budgets as known.
 */
import type { Evaluated } from '../../../ledger/committer/commands.ts';
import type { Coupon } from '../../../ledger/coupons/coupon.ts';
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
import { drawnFrom, type EvaluationOutcome, type QuoteOutcome, type SaleOutcome } from '../../../workers/evaluator.ts';
import type { ResolvedMember } from '../../access/directory.ts';
import { refuse } from '../../contract/errors.ts';
import type { QuoteTelling, SaleKeeping } from '../../evaluation/engine.ts';
import type { Parts } from '../../parts.ts';
import type { ProgrammeVersion } from '../../programmes.ts';
import type { Told } from '../../references/references.ts';
import { presentCoupons } from './coupons.ts';

type Needs = Pick<Parts, 'database' | 'evaluator' | 'parties' | 'budgets' | 'facts' | 'references' | 'coupons' | 'now'>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What there is to evaluate. */
interface Prepared {
  readonly input: EvaluationInput;
  /** Both absent without a member. */
  readonly snapshot?: PartySnapshot;
  /** The party at business time, before this receipt. */
  readonly open?: OpenParty;
}

export type PricedSale = Omit<Prepared, 'input'> & Evaluated;

export interface Priced extends Prepared {
  readonly evaluation: Evaluation;
}

/** More rounds than budgets can be found out in means that something is wrong; the commit decides under the lock anyway. */
const maxRounds = 3;

interface Asked {
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
  /** What that makes of a coupon. */
  readonly couponBefore?: (coupon: Coupon) => Coupon;
  readonly explain?: boolean;
  /** It was evaluated before: its lines keep the lists of then. */
  readonly told?: EvaluationInput['references'];
  readonly nudge?: boolean;
  /** Instead of a purchase. */
  readonly occasion?: Occasion;
}

export async function priceReceipt(parts: Needs, asked: Asked): Promise<Priced> {
  const prepared = await prepare(parts, asked);
  const { input, done } = await untilBudgetsAgree(parts, prepared.input, (input) => parts.evaluator.evaluate(input));
  return { ...prepared, input, evaluation: done.evaluation };
}

/** As `priceReceipt`, to be committed under a programme of that hash. `quoted`: it is to be compared with a quote. */
export async function priceSale(parts: Needs, asked: Asked, hash: string, quoted: boolean): Promise<PricedSale> {
  const { input, ...prepared } = await prepare(parts, asked);
  const keeping: SaleKeeping = { hash, digest: quoted };
  const agreed = await untilBudgetsAgree(parts, input, (input) => parts.evaluator.sell(input, keeping));
  const { done } = agreed;
  const found = { ...prepared, input: agreed.input };
  return done.told === undefined
    ? { ...found, evaluation: done.evaluation }
    : { ...found, evaluation: done.evaluation, told: done.told };
}

/** Prices it for a till alone: the text that it is answered with, put together where it is evaluated. */
export async function quoteReceipt(
  parts: Needs,
  asked: Asked,
  tell: (prepared: Prepared) => QuoteTelling,
): Promise<string> {
  const prepared = await prepare(parts, asked);
  const telling = tell(prepared);
  const { done } = await untilBudgetsAgree(parts, prepared.input, (input) => parts.evaluator.quote(input, telling));
  return done.text;
}

async function prepare(parts: Needs, asked: Asked): Promise<Prepared> {
  const { member, holds = [] } = asked;
  const coupons = asked.coupons ?? (asked.receipt.coupons.length === 0 ? [] : await couponsOf(parts, asked));
  const known = parts.budgets.known();
  const budgets = known instanceof Promise ? await known : known;
  const telling = parts.references.tell({
    policy: asked.programme.references,
    receipt: asked.receipt,
    member: member?.member,
    listed: asked.told?.lists,
  });
  if (member === undefined) {
    const input = begun(asked, telling instanceof Promise ? await telling : telling, coupons);
    input.limits = budgets;
    return { input };
  }
  const reading = parts.parties.read(member.party, asked.fresh === true || holds.length > 0);
  const [snapshot, told] =
    telling instanceof Promise ? await Promise.all([reading, telling]) : [await reading, telling];
  const input = begun(asked, told, coupons);
  const { receipt } = input;
  const open = settledAt(snapshot, receipt.businessTime);
  // Read after the party: a hold that is open now was open then, and its points are pinned in what was read.
  const standing = holds.length === 0 ? holds : await standingHolds(parts, holds);
  for (const hold of standing) if (hold.party === snapshot.party && isOpen(hold)) open.unpin(hold.pins);
  asked.before?.(open);
  const record = memberOf(snapshot, member.member);
  const when = { at: receipt.businessTime, timezone: receipt.store.timezone, policy: asked.programme.facts };
  input.member = memberStateOf(
    record,
    open,
    parts.facts.recall(open.facts, record.attributes, when),
    told?.member,
    receipt.charged === undefined ? undefined : promisedBy(standing),
  );
  input.limits = { ...budgets, ...open.facts.limits };
  return { input, snapshot, open };
}

/** What every receipt is evaluated by, without its member and limits. */
function begun(asked: Asked, told: Told | undefined, coupons: readonly PresentedCoupon[]): Writable<EvaluationInput> {
  const { code, version } = asked.programme;
  const input: Writable<EvaluationInput> = {
    programme: { code, version },
    receipt: told?.receipt ?? asked.receipt,
    limits: {},
  };
  if (asked.occasion !== undefined) input.occasion = asked.occasion;
  if (told !== undefined) input.references = told.versions;
  if (asked.receipt.coupons.length > 0) input.coupons = coupons;
  if (asked.explain === true) input.explain = true;
  if (asked.nudge === true) input.nudge = true;
  return input;
}

async function couponsOf(
  { coupons, now }: Needs,
  { receipt, member, holds = [], couponBefore }: Asked,
): Promise<readonly PresentedCoupon[]> {
  const use = {
    at: receipt.businessTime,
    now: now(),
    ...(member !== undefined && { member: member.member }),
    holds: holds.map(({ id }) => id),
  };
  return presentCoupons(coupons, receipt.coupons, use, couponBefore);
}

async function standingHolds({ database }: Needs, holds: readonly HoldRow[]): Promise<readonly HoldRow[]> {
  return readHolds(
    database,
    holds.map((hold) => hold.id),
  );
}

/** Evaluates again where a budget that was drawn from is not as it was taken to be. */
async function untilBudgetsAgree<Done extends EvaluationOutcome | QuoteOutcome | SaleOutcome>(
  { budgets }: Pick<Needs, 'budgets'>,
  asked: EvaluationInput,
  evaluate: (input: EvaluationInput) => Promise<Done>,
): Promise<{ input: EvaluationInput; done: Done & { ok: true } }> {
  let input = asked;
  for (let round = 1; ; round += 1) {
    const outcome: EvaluationOutcome | QuoteOutcome | SaleOutcome = await evaluate(input);
    if (!outcome.ok) {
      refuse(outcome.code, outcome.detail, outcome.code === 'overloaded' ? { retryAfterSeconds: 1 } : {});
    }
    const keys = 'evaluation' in outcome ? drawnFrom(outcome.evaluation) : outcome.budgets;
    const watching = keys.length > 0 && budgets.watch(keys, input.limits);
    const again = watching instanceof Promise ? await watching : watching;
    if (!again || round === maxRounds) return { input, done: outcome as Done & { ok: true } };
    input = { ...input, limits: { ...input.limits, ...(await budgets.known()) } };
  }
}
