/**
 * What can be asked of the committer, and what it answers. A command carries everything that could be found out without
 * a lock; the committer decides it with the rows locked. Refusals are outcomes with a code of the wire's error table.
 */
import type { Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';

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
  readonly timezone: string;
  readonly policy: PointsPolicy;
}

/** A sale to be reversed in part: found before the lock, read again under it. */
export interface ReturnPart {
  readonly receipt: string;
  readonly key: ReceiptKey;
  readonly party?: number;
  /** Thousandths. */
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
}

export interface SaleCommand {
  readonly kind: 'sale';
  readonly id: string;
  readonly key: ReceiptKey;
  readonly fingerprint: Buffer;
  readonly origin: Origin;
  readonly programmeHash: string;
  readonly party?: number;
  readonly member?: string;
  /** Without member state and limits: those are filled in from the locked rows when it is evaluated again. */
  readonly input: EvaluationInput;
  /** Evaluated before the lock, on the party as it stood at this version. Absent: evaluate under the lock. */
  readonly evaluated?: {
    readonly partyVersion: number;
    readonly input: EvaluationInput;
    readonly evaluation: Evaluation;
  };
  readonly holds: readonly string[];
  readonly returns: readonly ReturnPart[];
  /** Digest of the quoted result: another result is refused quote_changed. */
  readonly quoted?: string;
  readonly offline: boolean;
}

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
  /** Where the receipt is known already. */
  readonly receipt?: string;
  readonly party?: number;
}

export interface AttachCommand {
  readonly kind: 'attach';
  readonly key: ReceiptKey;
  readonly receipt: string;
  readonly origin: Origin;
  readonly party: number;
  readonly member: string;
}

export interface HoldCommand {
  readonly kind: 'hold';
  readonly id: string;
  readonly key: ReceiptKey;
  readonly origin: Origin;
  readonly party: number;
  readonly member: string;
  readonly redeem: readonly { readonly purse?: string; readonly points: number }[];
  readonly ttlMs: number;
}

export interface HoldChangeCommand {
  readonly kind: 'hold-void' | 'hold-extend' | 'hold-expire';
  readonly hold: string;
  readonly party: number;
  readonly origin: Origin;
  /** For extend: from now. */
  readonly ttlMs?: number;
}

export type Command =
  | SaleCommand
  | ReturnCommand
  | UnmatchedReturnCommand
  | CancelCommand
  | AttachCommand
  | HoldCommand
  | HoldChangeCommand;
