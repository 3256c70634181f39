/**
 * The books of a replay: every line and every penny of the file is somewhere in them, as are all replies. Money is kept
 * exactly, in 10^-7 minor units (thousandths × ten-thousandths), and in whole minor units as the gateway answered.
 */
import type { CommittedReceipt } from '../../gateway/contract/quote.ts';
import type { CommittedReturn } from '../../gateway/contract/return.ts';
import type { Answer } from './client.ts';
import { amountOf, exactValue, type LeftOut, type Plan, type ReturnRequest, type SalePlan } from './plan.ts';

/** A committed receipt, as it was answered. Money in minor units. */
export interface SettledSale {
  readonly kind: 'sale';
  readonly id: string;
  readonly number: string;
  readonly card: string | undefined;
  readonly gross: number;
  readonly discount: number;
  /** Money that points paid. */
  readonly redeemed: number;
  readonly net: number;
  /** Points. */
  readonly earned: number;
  readonly spent: number;
}

export interface SettledReturn {
  readonly kind: 'return';
  readonly id: string;
  readonly number: string;
  readonly card: string | undefined;
  readonly refund: number;
  readonly pointsReturned: number;
  readonly pointsTaken: number;
  readonly debt: number;
}

export type Settled = SettledSale | SettledReturn;

interface Refused {
  sales: number;
  returns: number;
  /** 10^-7 minor units of the file's lines, returns positive. */
  value: bigint;
  /** The first of them: what to look at. */
  readonly example: string;
}

interface ReturnCount {
  requests: number;
  committed: number;
  replayed: number;
  refused: number;
  /** 10^-7 minor units at the file's prices. */
  value: bigint;
}

const returnCount = (): ReturnCount => ({ requests: 0, committed: 0, replayed: 0, refused: 0, value: 0n });

export interface Tally {
  readonly invoices: { read: number; sales: number; returns: number; readonly notSent: Map<string, number> };
  readonly lines: { read: number; sent: number; readonly notSent: Map<string, number> };
  readonly sales: { committed: number; replayed: number; refused: number };
  readonly returns: { readonly matched: ReturnCount; readonly unmatched: ReturnCount };
  readonly returnLines: { matched: number; partly: number; unmatched: number };
  readonly refusals: Map<string, Refused>;
  /** 10^-7 minor units: what the file's lines are worth, and where that went. */
  readonly money: {
    read: bigint;
    committed: bigint;
    refused: bigint;
    returned: bigint;
    returnsRefused: bigint;
    readonly notSent: Map<string, bigint>;
  };
  readonly settled: Settled[];
  /** Replies that are not what the file says: a difference each. */
  readonly differences: string[];
  planned(plan: Plan): void;
  sold(plan: SalePlan, answer: Answer<CommittedReceipt>): void;
  returned(card: string | undefined, request: ReturnRequest, answer: Answer<CommittedReturn>): void;
}

export function createTally(): Tally {
  const tally: Tally = {
    invoices: { read: 0, sales: 0, returns: 0, notSent: new Map() },
    lines: { read: 0, sent: 0, notSent: new Map() },
    sales: { committed: 0, replayed: 0, refused: 0 },
    returns: { matched: returnCount(), unmatched: returnCount() },
    returnLines: { matched: 0, partly: 0, unmatched: 0 },
    refusals: new Map(),
    money: { read: 0n, committed: 0n, refused: 0n, returned: 0n, returnsRefused: 0n, notSent: new Map() },
    settled: [],
    differences: [],

    planned(plan) {
      const { invoices, lines, money } = tally;
      invoices.read += 1;
      if (plan.kind === 'nothing') add(invoices.notSent, plan.reason, 1);
      else if (plan.kind === 'sale') invoices.sales += 1;
      else invoices.returns += 1;
      const sent = plan.kind === 'nothing' ? [] : plan.sent;
      const unread = plan.kind === 'nothing' ? plan.unread : 0;
      lines.read += sent.length + plan.left.length + unread;
      lines.sent += sent.length;
      if (unread > 0) add(lines.notSent, 'unreadable', unread);
      money.read += worthOf(sent) + worthOf(plan.left.map(({ line }) => line));
      for (const { reason, line } of plan.left) leaveOut(tally, reason, line);
      if (plan.kind !== 'return') return;
      tally.returnLines.matched += plan.lines.matched;
      tally.returnLines.partly += plan.lines.partly;
      tally.returnLines.unmatched += plan.lines.unmatched;
    },

    sold(plan, answer) {
      const value = worthOf(plan.sent);
      if (!answer.ok) {
        tally.sales.refused += 1;
        tally.money.refused += value;
        refuse(tally, answer.problem.code, 'sales', value, `${plan.number}: ${answer.problem.detail}`);
        return;
      }
      const { id, totals, points } = answer.body;
      const expected = plan.sent.reduce((sum, line) => sum + amountOf(line), 0);
      if (totals.gross !== expected) {
        tally.differences.push(`receipt ${plan.number}: its gross is ${totals.gross}, its lines are ${expected}`);
      }
      tally.sales.committed += 1;
      if (answer.replayed) tally.sales.replayed += 1;
      tally.money.committed += value;
      const { gross, discount, redeemed, net, earned } = totals;
      const { number, member: card } = plan;
      const spent = points.redeem;
      tally.settled.push({ kind: 'sale', id, number, card, gross, discount, redeemed, net, earned, spent });
    },

    returned(card, { number, matched, value }, answer) {
      const count = tally.returns[matched ? 'matched' : 'unmatched'];
      count.requests += 1;
      count.value += value;
      if (!answer.ok) {
        count.refused += 1;
        tally.money.returnsRefused += value;
        refuse(tally, answer.problem.code, 'returns', value, `${number}: ${answer.problem.detail}`);
        return;
      }
      const { id = '', refund, pointsReturned, pointsTaken, debt } = answer.body;
      count.committed += 1;
      if (answer.replayed) count.replayed += 1;
      tally.money.returned += value;
      tally.settled.push({ kind: 'return', id, number, card, refund, pointsReturned, pointsTaken, debt });
    },
  };
  return tally;
}

function leaveOut({ lines, money }: Tally, reason: string, line: LeftOut['line']): void {
  add(lines.notSent, reason, 1);
  money.notSent.set(reason, (money.notSent.get(reason) ?? 0n) + exactValue(line));
}

function refuse({ refusals }: Tally, code: string, kind: 'sales' | 'returns', value: bigint, example: string): void {
  const refused = refusals.get(code) ?? { sales: 0, returns: 0, value: 0n, example };
  refusals.set(code, refused);
  refused[kind] += 1;
  refused.value += value;
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

function worthOf(lines: readonly { readonly quantity: number; readonly unitPrice: number }[]): bigint {
  return lines.reduce((sum, line) => sum + exactValue(line), 0n);
}
