/**
 * The replies of a replay held against what the gateway says afterwards: every receipt and return read again, and each
 * member's points against the sum of what they answered. A difference of one minor unit or one point is a difference.
 */
import type { WireMember, WireOperation } from '../../gateway/contract/member.ts';
import type { CommittedReceipt } from '../../gateway/contract/quote.ts';
import type { CommittedReturn } from '../../gateway/contract/return.ts';
import type { Client } from './client.ts';
import { wordsOf } from './provision.ts';
import { createSchedule } from './schedule.ts';
import type { Settled, SettledReturn, SettledSale } from './tally.ts';

export interface Balances {
  readonly members: number;
  balance: number;
  held: number;
  pending: number;
  debt: number;
  /** Points that ran out; known only where a member's balance made it worth asking. */
  expired: number;
}

export interface Reconciled {
  readonly receipts: number;
  readonly balances: Balances;
  /** A line each. */
  readonly differences: readonly string[];
}

export interface ReconcileOptions {
  readonly concurrency: number;
  readonly tick: () => void;
  /** The key may read a member's operations. */
  readonly mayReadOperations: boolean;
}

export async function reconcile(
  client: Client,
  settled: readonly Settled[],
  { concurrency, tick, mayReadOperations }: ReconcileOptions,
): Promise<Reconciled> {
  const differences: string[] = [];
  const schedule = createSchedule(concurrency, concurrency * 2);
  for (const receipt of settled) {
    await schedule.add(undefined, async () => {
      const path = `/v1/receipts/${receipt.id}`;
      const found = await client.call<Stored>({ name: 'read', method: 'GET', path });
      if (!found.ok) differences.push(`${receipt.kind} ${receipt.number}: ${wordsOf(found.problem)}`);
      else differences.push(...differ(receipt, found.body));
      tick();
    });
  }
  const expected = pointsByCard(settled);
  const balances: Balances = { members: expected.size, balance: 0, held: 0, pending: 0, debt: 0, expired: 0 };
  for (const [card, points] of expected) {
    await schedule.add(undefined, async () => {
      const path = `/v1/members?${new URLSearchParams({ card })}`;
      const found = await client.call<WireMember>({ name: 'member', method: 'GET', path });
      tick();
      if (!found.ok) {
        differences.push(`card ${card}: ${wordsOf(found.problem)}`);
        return;
      }
      const { balance, held, pending, debt } = found.body.points;
      const actual = balance + held + pending - debt;
      const expired = actual === points || !mayReadOperations ? 0 : await expiredOf(client, found.body.id);
      balances.balance += balance;
      balances.held += held;
      balances.pending += pending;
      balances.debt += debt;
      balances.expired += expired;
      if (actual !== points - expired) {
        differences.push(`card ${card}: ${actual} points, its receipts come to ${points - expired}`);
      }
    });
  }
  await schedule.drain();
  return { receipts: settled.length, balances, differences };
}

type Stored = CommittedReceipt & CommittedReturn;

function differ(receipt: Settled, stored: Stored): string[] {
  const name = `${receipt.kind} ${receipt.number}`;
  if (stored.state !== 'committed') return [`${name}: it is ${stored.state}`];
  const pairs = receipt.kind === 'sale' ? saleFields(receipt, stored) : returnFields(receipt, stored);
  return pairs
    .filter(([, answered, read]) => answered !== read)
    .map(([field, answered, read]) => `${name}: ${field} was answered as ${answered}, is read as ${read}`);
}

function saleFields(sale: SettledSale, { totals, points }: Stored): [string, number, number][] {
  return [
    ['gross', sale.gross, totals.gross],
    ['discount', sale.discount, totals.discount],
    ['redeemed', sale.redeemed, totals.redeemed],
    ['net', sale.net, totals.net],
    ['earned', sale.earned, totals.earned],
    ['points spent', sale.spent, points.redeem],
  ];
}

function returnFields(back: SettledReturn, stored: Stored): [string, number, number][] {
  return [
    ['refund', back.refund, stored.refund],
    ['points returned', back.pointsReturned, stored.pointsReturned],
    ['points taken', back.pointsTaken, stored.pointsTaken],
    ['debt', back.debt, stored.debt ?? 0],
  ];
}

/** What each card's receipts and returns come to: earned − spent + given back − taken back. */
export function pointsByCard(settled: readonly Settled[]): Map<string, number> {
  const points = new Map<string, number>();
  for (const one of settled) {
    if (one.card === undefined) continue;
    const change = one.kind === 'sale' ? one.earned - one.spent : one.pointsReturned - one.pointsTaken;
    points.set(one.card, (points.get(one.card) ?? 0) + change);
  }
  return points;
}

async function expiredOf(client: Client, member: string): Promise<number> {
  let expired = 0;
  let before: number | undefined;
  do {
    const page = new URLSearchParams({ limit: '1000', ...(before === undefined ? {} : { before: String(before) }) });
    const path = `/v1/members/${member}/operations?${page}`;
    const found = await client.call<{ operations: WireOperation[]; next?: number }>({
      name: 'operations',
      method: 'GET',
      path,
    });
    if (!found.ok) return expired;
    for (const operation of found.body.operations) if (operation.reason === 'expire') expired += operation.points;
    before = found.body.next;
  } while (before !== undefined);
  return expired;
}
