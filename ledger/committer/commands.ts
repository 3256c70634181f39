/**
 * What can be asked of the committer, and what it answers. A command carries everything that could be found out without
 * a lock; the committer decides it with the rows locked. Refusals are outcomes with a code of the wire's error table.
 */
import type { Counts, Effective, Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import type { FactsPolicy } from '../../rules/model/facts-policy.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { Told } from '../../rules/model/told.ts';
import type { PartySnapshot } from '../parties/party.ts';

export interface ReceiptKey {
  readonly till: string;
  /** ISO date. */
  readonly businessDay: string;
  readonly number: string;
  readonly kind: 'sale' | 'return';
}

/** What every command knows of where it comes from. */
export interface Origin {
  readonly store: string;
  /** Of the programme, ISO 4217. */
  readonly currency: string;
  readonly timezone: string;
  readonly policy: PointsPolicy;
  readonly facts: FactsPolicy;
  /** It has rules on a tier that changes. */
  readonly tellsTier?: boolean;
}

/** A sale to be reversed in part: found before the lock, read again under it. `party` is whose points move with it. */
export interface ReturnPart {
  readonly receipt: string;
  readonly key: ReceiptKey;
  readonly party?: number;
  /** Where it stands in the request, for whoever made it: '/returns/0'. Absent: it is the request. */
  readonly path?: string;
  /** Thousandths. */
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  /** Those that paid the sale, or were sold by it. */
  readonly certificates?: readonly string[];
  /** Of the programme the sale was made under. */
  readonly currency: string;
  readonly policy: PointsPolicy;
  readonly facts: FactsPolicy;
  /** Codes that the sale used or issued, see couponsOfSale. */
  readonly coupons?: readonly string[];
}

/** What a sale is decided on: all of its evaluation, or what of it changes something, and its words. */
export type Evaluated = { readonly input: EvaluationInput } & (
  | { readonly evaluation: Evaluation; readonly told?: undefined }
  | { readonly evaluation: Effective; readonly told: Told }
);

export function evaluatedOf(found: Evaluated): Evaluated {
  const { input } = found;
  return found.told === undefined
    ? { input, evaluation: found.evaluation }
    : { input, evaluation: found.evaluation, told: found.told };
}

/** As evaluated before the lock. Member state and limits are replaced from the locked rows when it is evaluated again. */
export type SaleCommand = Evaluated & {
  readonly kind: 'sale';
  readonly id: string;
  readonly key: ReceiptKey;
  readonly fingerprint: Buffer;
  readonly origin: Origin;
  readonly programmeHash: string;
  readonly member?: string;
  /** The party as it stood then: `evaluation` is true as long as the row has this version. */
  readonly snapshot?: PartySnapshot;
  readonly holds: readonly string[];
  /** That its holds keep money of. */
  readonly certificates?: readonly string[];
  readonly returns: readonly ReturnPart[];
  /** Digest of the quoted result: another result is refused quote_changed. */
  readonly quoted?: string;
};

export interface ReturnCommand {
  readonly kind: 'return';
  readonly id: string;
  readonly key: ReceiptKey;
  readonly fingerprint: Buffer;
  readonly origin: Origin;
  readonly businessTime: number;
  readonly part: ReturnPart;
  /** Decide and say, write nothing. */
  readonly dry: boolean;
}

/** Goods without their receipt: the priced lines, and what they would have earned today is taken back. */
export interface UnmatchedReturnCommand {
  readonly kind: 'unmatched-return';
  readonly id: string;
  readonly key: ReceiptKey;
  readonly fingerprint: Buffer;
  readonly origin: Origin;
  readonly businessTime: number;
  readonly programme: { readonly code: string; readonly version: number };
  readonly party?: number;
  readonly member?: string;
  /** refund in minor units, earned in points, per line; quantity in thousandths. */
  readonly lines: readonly {
    readonly line: number;
    readonly sku: string;
    readonly quantity: number;
    readonly refund: number;
    readonly earned: number;
  }[];
  readonly dry: boolean;
}

export interface CancelCommand {
  readonly kind: 'cancel';
  readonly key: ReceiptKey;
  readonly origin: Origin;
  /** The store's current business day, ISO date: only its receipts can be cancelled. */
  readonly today: string;
  /** Whose receipt it is, where it is known already. */
  readonly party?: number;
  /** Those that paid it, or came with it. */
  readonly certificates?: readonly string[];
  /** Codes that it used or issued, see couponsOfSale. */
  readonly coupons?: readonly string[];
}

/** The forgotten card: the points a receipt without a member would have earned are given to this one. */
export interface AttachCommand {
  readonly kind: 'attach';
  readonly key: ReceiptKey;
  readonly receipt: string;
  readonly origin: Origin;
  readonly member: string;
  /** The receipt as paid, with the member: only its points count. */
  readonly input: EvaluationInput;
  readonly evaluation: Evaluation;
  /** What it adds to counters that its own version lacks, and the one in force has. */
  readonly newerCounts: (evaluation: Evaluation) => Counts;
  readonly snapshot: PartySnapshot;
}

export interface HoldCommand {
  readonly kind: 'hold';
  /** Made from the Idempotency-Key where there is one: the same request makes the same hold once. */
  readonly id: string;
  readonly key: ReceiptKey;
  readonly origin: Origin;
  /** Absent, as is `member`, where it keeps a certificate's money alone. */
  readonly party?: number;
  readonly member?: string;
  /** Business time, epoch ms; absent: now. Decides which lots are active, and whether a certificate has expired. */
  readonly at?: number;
  /** Minor units. */
  readonly certificate?: { readonly code: string; readonly amount: number; readonly currency: string };
  readonly redeem: readonly { readonly purse?: string; readonly points: number }[];
  /** Codes to reserve, as they are kept. */
  readonly coupons?: readonly string[];
  readonly ttlMs: number;
}

export interface HoldChangeCommand {
  readonly kind: 'hold-void' | 'hold-extend' | 'hold-expire';
  readonly hold: string;
  readonly party?: number;
  readonly certificate?: string;
  /** Codes that it reserves. */
  readonly coupons?: readonly string[];
  /** For extend: from now. */
  readonly ttlMs?: number;
}

/** The sweeper's: activate and expire what time has made due. */
export interface SettleCommand {
  readonly kind: 'settle';
  readonly party: number;
  /** Epoch ms. */
  readonly at: number;
}

/** Something that happened once besides a purchase. Its points, rewards and facts are the member's party's. */
export interface OccasionCommand {
  readonly kind: 'occasion';
  readonly id: string;
  /** Its key, kept for good (ledger/occasions/occasion-row.ts). */
  readonly once: string;
  /** Of what was asked: the same key with another is refused. */
  readonly fingerprint?: Buffer;
  readonly origin: Origin;
  readonly programmeHash: string;
  readonly member: string;
  /** What the party did, by which its facts change before anything is evaluated. */
  readonly activity?: { readonly type: string; readonly attributes: Attributes; readonly times: number };
  /** Who referred the member, from now on. */
  readonly referrer?: { readonly member: string; readonly party: number };
  /** With `occasion`. Member state and limits are replaced from the locked rows when it is evaluated again. */
  readonly input: EvaluationInput;
  readonly evaluation: Evaluation;
  readonly snapshot: PartySnapshot;
}

/** Gives a referrer what is due to it, or takes it back. */
export interface GiftCommand {
  readonly kind: 'gift';
  readonly once: string;
  readonly origin: Origin;
  readonly party: number;
  /** Those it has issued: to be taken back. */
  readonly certificates?: readonly string[];
  readonly coupons?: readonly string[];
}

/** Points that people give to a member, or take: by a request, or by a row of a job. */
export interface AdjustCommand {
  readonly kind: 'adjust';
  readonly party: number;
  readonly member: string;
  /** Not zero; negative: taken. */
  readonly points: number;
  /** Absent: the first purse; taken in the order of spending. */
  readonly purse?: string;
  /** In words. */
  readonly reason: string;
  /** Epoch ms, as is `expiresAt`. */
  readonly at: number;
  readonly expiresAt?: number;
  readonly policy: PointsPolicy;
  readonly request?: {
    /** Made from the Idempotency-Key where there is one. */
    readonly id: string;
    readonly fingerprint: Buffer;
    readonly credential: number;
    /** Points that may be adjusted of a party within 24 hours; absent: any number. */
    readonly cap?: number;
  };
  readonly row?: { readonly job: string; readonly row: number; readonly dry: boolean };
}

export interface AdjustUndoCommand {
  readonly kind: 'adjust-undo';
  readonly party: number;
  readonly row: { readonly job: string; readonly row: number };
  /** Epoch ms. */
  readonly at: number;
  readonly policy: PointsPolicy;
}

export type Command =
  | SaleCommand
  | ReturnCommand
  | UnmatchedReturnCommand
  | CancelCommand
  | AttachCommand
  | OccasionCommand
  | GiftCommand
  | HoldCommand
  | HoldChangeCommand
  | SettleCommand
  | AdjustCommand
  | AdjustUndoCommand;
