/**
 * One sale as a till makes it: quote → commit, and with points: quote → hold → commit.
 *
 * What a run leaves behind when it is stopped does not change the next one. A receipt that is there is not paid for
 * again; a hold that was made for a receipt which never came is voided before the points are counted, and the next hold
 * takes the next key, `…-1`, `…-2`; a hold that turns out to be left over is voided.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../../gateway/contract/errors.ts';
import type { WireHold, WireHoldRequest } from '../../gateway/contract/hold.ts';
import type { CommittedReceipt, WireQuote } from '../../gateway/contract/quote.ts';
import type { WireCommit, WireReceipt } from '../../gateway/contract/receipt.ts';
import type { Answer, Client } from './client.ts';
import { pointsToRedeem, type RedeemRule } from './redeem.ts';

type Settled = Answer<CommittedReceipt>;
export type Sell = (receipt: WireReceipt, redeem: RedeemRule | undefined) => Promise<Settled>;

export interface SellOptions {
  /** An administrator's key lists a member's holds, and quotes receipts of any time. */
  readonly administrator: boolean;
}

/** Older than this it counts as rung up offline. The gateway draws the line at 24 hours; the file may take a while. */
const onlineMs = 22 * 3_600_000;

/** A quote that changes so often, or a hold that is gone so often, is not bad luck any more. */
const maxRounds = 5;
const maxHolds = 50;

export function createSell(client: Client, { administrator }: SellOptions): Sell {
  const quote = (body: WireReceipt) =>
    client.call<WireQuote>({ name: 'quote', method: 'POST', path: '/v1/quotes', body });
  const commit = (body: WireCommit) =>
    client.call<CommittedReceipt>({
      name: 'commit',
      method: 'POST',
      path: '/v1/receipts',
      body: { ...body, ...(isLate(body) ? { offline: true } : {}) },
    });

  /** Commits under the quote, and where the result is another by then, under the new one. */
  const commitQuoted = async (receipt: WireReceipt, token: string, holds?: readonly string[]): Promise<Settled> => {
    let agreed = token;
    for (let round = 1; ; round += 1) {
      const answer = await commit({ ...receipt, quote: agreed, ...(holds === undefined ? {} : { holds: [...holds] }) });
      const changed = answer.ok || answer.problem.code !== 'quote_changed' ? undefined : tokenOf(answer.problem);
      if (changed === undefined || round === maxRounds) return answer;
      agreed = changed;
    }
  };

  const sellPlainly = async (receipt: WireReceipt): Promise<Settled> => {
    const quoted = await quote(receipt);
    return quoted.ok ? commitQuoted(receipt, quoted.body.token) : quoted;
  };

  const find = async ({ till, businessDay, number }: WireReceipt): Promise<Settled | undefined> => {
    const query = new URLSearchParams({ till: till ?? '', businessDay: businessDay ?? '', number });
    const found = await client.call<CommittedReceipt>({ name: 'find', method: 'GET', path: `/v1/receipts?${query}` });
    if (found.ok) return { ...found, replayed: true };
    return found.problem.code === 'receipt_not_found' ? undefined : found;
  };

  const voidHold = async (id: string) => {
    // Posted or expired meanwhile, it keeps nothing any more: whatever the answer, the points are free.
    await client.call({ name: 'void', method: 'POST', path: `/v1/holds/${id}/void` });
  };

  const voidLeftOver = async (receipt: WireReceipt, card: string): Promise<boolean> => {
    const path = `/v1/holds?${new URLSearchParams({ card })}`;
    const open = await client.call<{ holds: WireHold[] }>({ name: 'holds', method: 'GET', path });
    if (!open.ok) return false;
    const { till, businessDay, number } = receipt;
    const ours = open.body.holds.filter(
      (hold) => hold.till === till && hold.businessDay === businessDay && hold.number === number,
    );
    for (const hold of ours) await voidHold(hold.id);
    return ours.length > 0;
  };

  const hold = async (receipt: WireReceipt, card: string, points: number): Promise<Answer<WireHold>> => {
    const { till, businessDay, number, businessTime } = receipt;
    const body: WireHoldRequest = {
      ...(till === undefined ? {} : { till }),
      ...(businessDay === undefined ? {} : { businessDay }),
      number,
      businessTime,
      member: { card },
      redeem: [{ points }],
    };
    const named = createHash('sha256')
      .update(JSON.stringify([till, businessDay, number]))
      .digest('hex');
    for (let suffix = 1; ; suffix += 1) {
      const idempotencyKey = `replay-${named}-${suffix}`;
      const answer = await client.call<WireHold>({
        name: 'hold',
        method: 'POST',
        path: '/v1/holds',
        body,
        idempotencyKey,
      });
      const spoilt = answer.ok ? answer.body.state !== 'active' : answer.problem.code === 'idempotency_key_reused';
      if (!spoilt || suffix === maxHolds) return answer;
    }
  };

  /** Undefined: the hold is gone, or the points were counted wrongly; count again. */
  const sellWithPoints = async (receipt: WireReceipt, card: string, rule: RedeemRule): Promise<Settled | undefined> => {
    const offer = await quote({ ...receipt, redeem: [{ points: 'max' }] });
    if (!offer.ok) return offer;
    if (offer.body.points.held > 0 && administrator && (await voidLeftOver(receipt, card))) return undefined;
    const points = pointsToRedeem(offer.body, rule);
    if (points === 0) return sellPlainly(receipt);
    const whole = points === offer.body.points.redeem;
    const agreed = whole ? offer : await quote({ ...receipt, redeem: [{ points }] });
    if (!agreed.ok) return agreed;
    const held = await hold(receipt, card, points);
    if (!held.ok) return held.problem.code === 'insufficient_points' ? undefined : held;
    const answer = await commitQuoted(receipt, agreed.body.token, [held.body.id]);
    if (answer.ok) {
      // Some earlier request had committed it: with this hold, which is posted then, or without it.
      if (answer.replayed) await voidHold(held.body.id);
      return answer;
    }
    if (gone.has(answer.problem.code)) return undefined;
    await voidHold(held.body.id);
    return answer;
  };

  return async (receipt, redeem) => {
    const card = receipt.member?.card;
    // A till that had no connection had no quote either, nor could it keep points aside.
    if (!administrator && isLate(receipt)) return commit(receipt);
    if (redeem === undefined || card === undefined) return sellPlainly(receipt);
    for (let round = 0; round < maxRounds; round += 1) {
      // What was quoted may come from a cache that is a moment behind; then it is not quoted again at once.
      if (round > 1) await sleep(round * 250);
      const answer = (await find(receipt)) ?? (await sellWithPoints(receipt, card, redeem));
      if (answer !== undefined) return answer;
    }
    return sellPlainly(receipt);
  };
}

const gone: ReadonlySet<string> = new Set(['hold_expired', 'hold_resolved', 'hold_not_found']);

export function isLate({ businessTime }: { readonly businessTime: string }): boolean {
  return Date.parse(businessTime) < Date.now() - onlineMs;
}

function tokenOf(problem: Problem): string | undefined {
  return (problem.quote as Partial<WireQuote> | undefined)?.token;
}
