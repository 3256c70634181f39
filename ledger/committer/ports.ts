/**
 * What the committer is handed, so that the ledger depends on nobody: the evaluator, the rules' own bookkeeping of a
 * party, and the words of the replies. All of it is synchronous and pure but `evaluate`, which may cross to a worker.
 */
import type { Evaluation, EvaluationInput, Reward } from '../../rules/model/evaluation.ts';
import type { FactsPolicy } from '../../rules/model/facts-policy.ts';
import type { PartyFacts, Recalled } from '../../rules/model/member-state.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { OpenCertificate } from '../certificates/open-certificate.ts';
import type { NewCoupon } from '../coupons/coupon.ts';
import type { HoldRow } from '../holds/hold.ts';
import type { OpenParty } from '../parties/open-party.ts';
import type { PartySnapshot } from '../parties/party.ts';
import type { Before } from '../receipts/effects.ts';
import type { ReturnShare } from '../receipts/return-share.ts';
import type {
  AdjustCommand,
  AttachCommand,
  CancelCommand,
  Evaluated,
  OccasionCommand,
  SaleCommand,
} from './commands.ts';

/** The part of an evaluation that a party remembers. */
type Learned = Pick<Evaluation, 'limitUses' | 'counts' | 'rewards'>;

/** What counters lose, by key, and in which of their periods. */
export type CountsBack = Readonly<Record<string, { readonly in: string; readonly added: number }>>;

/** `at`: when, epoch ms of business time. */
interface Back {
  readonly limits: Readonly<Record<string, number>>;
  readonly counts: CountsBack;
  readonly at: number;
  readonly timezone: string;
}

export interface Ports {
  evaluate(
    input: EvaluationInput,
  ): Promise<
    { ok: true; evaluation: Evaluation } | { ok: false; code: 'evaluation_failed' | 'overloaded'; detail: string }
  >;
  /** The code of a reward that a receipt brings, the same whenever it is asked for. */
  codeOf(reward: { kind: 'certificate'; receipt: string; rule: string; ordinal: number }): string;
  /** A code that nobody can guess, and that follows from the receipt or occasion, the rule and the reward's place. */
  couponCode(id: string, rule: string, place: number): string;
  /** What the customer was told: two evaluations with one digest are the same to them. */
  digest(evaluation: Evaluation): string;
  facts: {
    advance(
      facts: PartyFacts,
      sale: { businessTime: number; timezone: string; evaluation: Learned; policy: FactsPolicy },
    ): PartyFacts;
    /** What rules are told of the past as it stands at `at`, epoch ms. */
    recall(facts: PartyFacts, own: Attributes, when: { at: number; timezone: string; policy: FactsPolicy }): Recalled;
    /** Of the facts before a sale, what its cancel needs. */
    before(facts: PartyFacts, rewards: readonly Reward[]): Before;
    /** Whether a tier is told otherwise than before; `since` in epoch ms. */
    tierChange(
      before: PartyFacts,
      after: PartyFacts,
      policy: FactsPolicy,
    ): { from: string | undefined; to: string; since: number } | undefined;
    /** As `advance`, of something that was no purchase. */
    occur(
      facts: PartyFacts,
      occasion: { businessTime: number; timezone: string; evaluation: Learned; policy: FactsPolicy },
    ): PartyFacts;
    /** The party did something besides buying so many times; with negative `times` it never did. */
    act(facts: PartyFacts, did: { type: string; at: number; attributes?: Attributes; times: number }): PartyFacts;
    /** Takes a purchase back as if it had never been. */
    cancel(
      facts: PartyFacts,
      sale: Back & { businessTime: number; before: Before; rewards: readonly Reward[] },
    ): PartyFacts;
    /** Gives limits and counts back by key, in the period they were used in. */
    release(facts: PartyFacts, back: Back): PartyFacts;
  };
  replies: {
    /** The body of a commit, and what is kept of it (receipts/packed): the same body comes out of that again. */
    sale(sold: SaleReply): { readonly text: string; readonly contents: Buffer };
    /** The quote enclosed with quote_changed. */
    quote(changed: ChangedQuote): unknown;
    return(returned: ReturnReplyParts, policy: PointsPolicy): string;
    /** @param now the ledger's clock, epoch ms */
    adjusted(command: AdjustCommand, open: OpenParty, now: number): string;
    /** `certificate` is the one it keeps money of, after it. */
    hold(hold: HoldRow, certificate: OpenCertificate | undefined): string;
    occasion(occurred: OccasionReply): string;
    cancelled(command: CancelCommand, receipt: string | undefined): string;
    /** The stored reply of the sale, with the points it earns now. */
    attached(command: AttachCommand, stored: string, open: OpenParty, coupons: readonly NewCoupon[]): string;
  };
  /** What is otherwise after a commit than before: for Redis, and for whoever reckons with budgets. */
  committed(changed: Changed): void;
  /** Something a person should look at: points spent that were not there, an item that threw. */
  alert(message: string, context: Record<string, unknown>): void;
}

export interface Changed {
  /** Parties as they are now, where their members were at hand. */
  readonly snapshots: readonly PartySnapshot[];
  /** The others that have changed: [party, version]. */
  readonly outdated: readonly (readonly [number, number])[];
  /** How much of each campaign's budget that was drawn from is used now, by key. */
  readonly budgets: ReadonlyMap<string, number>;
}

export interface ChangedQuote {
  readonly command: SaleCommand;
  readonly evaluation: Evaluation;
  /** Before the sale, after what it brings back, with its own holds let go. */
  readonly open: OpenParty | undefined;
  readonly partyVersion: number;
  readonly returns: readonly ReturnReplyParts[];
}

export type SaleReply = Evaluated & {
  readonly command: SaleCommand;
  /** After the sale. */
  readonly open: OpenParty | undefined;
  readonly overdrawn: number;
  /** That paid a part, each as it is afterwards. */
  readonly certificates: readonly CertificateMoved[];
  /** That were sold by it. */
  readonly activated: readonly ({ readonly line: number } & CertificateMade)[];
  /** Of `evaluation.rewards`, by index: the codes made for them. */
  readonly codes: ReadonlyMap<number, string>;
  /** Coupons that the member is given. */
  readonly coupons: readonly NewCoupon[];
  readonly returns: readonly ReturnReplyParts[];
  readonly committedAt: number;
};

/** Units of a purse that a return gives back, and takes back. */
export interface PurseMove {
  readonly purse: string;
  readonly returned: number;
  readonly taken: number;
}

/** Minor units that left or came to a certificate, and what can be spent of it afterwards. */
export interface CertificateMoved {
  readonly code: string;
  readonly amount: number;
  readonly balance: number;
}

/** Minor units; epoch ms. */
export interface CertificateMade {
  readonly code: string;
  readonly amount: number;
  readonly expiresAt?: number;
}

export interface OccasionReply {
  readonly command: OccasionCommand;
  readonly evaluation: Evaluation;
  /** Of `evaluation.rewards`, by index: the codes made for them. */
  readonly codes: ReadonlyMap<number, string>;
  readonly coupons: readonly NewCoupon[];
  /** After it. */
  readonly open: OpenParty;
}

export interface ReturnReplyParts {
  /** Absent within an exchange and in a dry run. */
  readonly id?: string;
  readonly committedAt?: number;
  /** The sale it reverses. */
  readonly receipt?: string;
  readonly share: Pick<ReturnShare, 'refund' | 'lines'>;
  readonly withheld: number;
  readonly pointsReturned: number;
  readonly pointsTaken: number;
  readonly debt: number;
  /** Of stamps, and of what rules had cost; absent where nothing is known of it. */
  readonly purses?: readonly PurseMove[];
  /** Of the refund, what went back to certificates. */
  readonly certificates: readonly CertificateMoved[];
  /** That had been sold by what came back. */
  readonly deactivated: readonly string[];
  /** After the return. */
  readonly open?: OpenParty;
}
