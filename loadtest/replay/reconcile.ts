/**
 * The replies of a replay held against what the gateway says afterwards: every receipt and return read again, and each
 * member's points against the sum of what they answered and what else moved them. A difference of one minor unit or one point is a difference.
 */
import type { WireMember, WireOperation } from '../../gateway/contract/member.ts';
import type { CommittedReceipt } from '../../gateway/contract/quote.ts';
import type { CommittedReturn } from '../../gateway/contract/return.ts';
import type { Client } from './client.ts';
import { wordsOf } from './provision.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import type { Settled, SettledReturn, SettledSale } from './tally.ts';

export interface Balances {
  readonly members: number;
  balance: number;
  held: number;
  pending: number;
  debt: number;
  /** Points that ran out, as far as balances differ by them. */
  expired: number;
}

export interface Reconciled {
  readonly receipts: number;
  /** Absent: the key may not look into what else became of a member's points. */
  readonly balances?: Balances;
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
  const balances = mayReadOperations
    ? await reconcileBalances(client, settled, schedule, differences, tick)
    : undefined;
  await schedule.drain();
  return { receipts: settled.length, ...(balances === undefined ? {} : { balances }), differences };
}

async function reconcileBalances(
  client: Client,
  settled: readonly Settled[],
  schedule: Schedule,
  differences: string[],
  tick: () => void,
): Promise<Balances> {
  const expected = pointsByCard(settled);
  const own = new Set(settled.map(({ id }) => id));
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
      balances.balance += balance;
      balances.held += held;
      balances.pending += pending;
      balances.debt += debt;
      const actual = balance + held + pending - debt;
      if (actual === points) return;
      // The member has shopped elsewhere as well, or points have run out: what is ours must still be there to the point.
      const moved = await movements(client, found.body.id, own);
      balances.expired += moved.expired;
      if (moved.own !== points) {
        differences.push(`card ${card}: its receipts moved ${moved.own} points, were answered as ${points}`);
      }
      if (actual !== moved.own + moved.others - moved.expired) {
        const sum = moved.own + moved.others - moved.expired;
        differences.push(`card ${card}: ${actual} points, all its operations come to ${sum}`);
      }
    });
  }
  return balances;
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

/** What a member's operations gave less what they took: by our receipts, by others, and by running out. */
async function movements(client: Client, member: string, ours: ReadonlySet<string>) {
  const sums = { own: 0, others: 0, expired: 0 };
  let before: number | undefined;
  do {
    const page = new URLSearchParams({ limit: '1000', ...(before === undefined ? {} : { before: String(before) }) });
    const path = `/v1/members/${member}/operations?${page}`;
    const found = await client.call<Operations>({ name: 'operations', method: 'GET', path });
    if (!found.ok) return sums;
    for (const { debit, credit, points, receipt } of found.body.operations) {
      if (credit === 'house:expired') sums.expired += points;
      else {
        const whose = receipt !== undefined && ours.has(receipt) ? 'own' : 'others';
        if (debit.startsWith('house:')) sums[whose] += points;
        if (credit.startsWith('house:')) sums[whose] -= points;
      }
    }
    before = found.body.next;
  } while (before !== undefined);
  return sums;
}

interface Operations {
  readonly operations: readonly WireOperation[];
  readonly next?: number;
}
