/**
 * A year of business time in one store, told as a story: members join, buy, bring goods back, and what they have is
 * looked at. The programme is one of config/programs, the gateway a whole one on a Postgres and a Redis of its own, and
 * the clock is moved by the story alone.
 *
 *     await year.at('2026-03-01T12:00')                  the clock, in Moscow
 *     const sale = await anna.buys([{ sku: 'tea', unitPrice: 50000 }], { redeem: 'max' })
 *     await anna.brings(sale, [[1, 1]])                  one unit of line 1
 *     await anna.has({ bonus: 12, tier: 'prime' })       and nothing else
 */
import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { createRounds } from '../occasions/go-through.ts';
import { carriedOut } from '../occasions/testing/carried-out.ts';
import { goneThrough } from '../occasions/testing/gone-through.ts';
import { type Reply, startGateway } from './start-gateway.ts';

interface Line {
  readonly sku: string;
  readonly unitPrice: number;
  readonly quantity?: number;
  readonly category?: readonly string[];
  readonly [field: string]: unknown;
}

/** What a member has: points to spend by purse, and what is not nothing of pending, debt and tier. */
interface Has {
  readonly pending?: number;
  readonly debt?: number;
  readonly tier?: string;
  readonly [purse: string]: number | string | undefined;
}

export interface Shopper {
  readonly id: string;
  /** Quotes the receipt, commits it under its quote, and answers with what was committed. */
  buys(lines: readonly Line[], more?: Record<string, unknown>): Promise<Reply['body']>;
  /** [line, quantity] of a committed receipt come back. */
  brings(sale: { readonly id: string }, lines: readonly (readonly [number, number])[]): Promise<Reply['body']>;
  /** POST /v1/activities. */
  does(type: string, attributes?: Record<string, unknown>): Promise<Reply['body']>;
  /** The code of a campaign's coupon that was issued to the member. */
  coupon(campaign: string): Promise<string>;
  has(wanted: Has, message?: string): Promise<void>;
}

/** @param programme the name of its file in config/programs, and its code */
export async function openYear(t: Test, programme: string, from: string) {
  const file = new URL(import.meta.resolve(`tillgate/config/programs/${programme}.yaml`));
  // The calendar is gone through when the story says so, and not when the gateway's own rounds come to it.
  const calendarMs = 3_600_000;
  const gateway = await startGateway(t, {
    ...{ programme: readFileSync(file, 'utf8'), members: [], ahead: aheadTo(from), calendarMs },
  });
  const { call, clock } = gateway;
  let numbers = 0;

  const asked = async (
    as: 'admin' | 't1',
    request: string,
    body?: unknown,
    headers?: object,
  ): Promise<Reply['body']> => {
    const reply = await call(as, request, body, headers);
    if (reply.status >= 300) throw new Error(`${request}: ${reply.status} ${reply.text}`);
    return reply.body;
  };
  const at = async (local: string): Promise<void> => {
    clock.ahead = aheadTo(local);
  };
  const stamp = () => {
    numbers += 1;
    return { number: String(numbers), businessTime: gateway.time() };
  };

  function shopper(id: string): Shopper {
    return {
      id,
      async buys(lines, more = {}) {
        const { redeem, ...rest } = more;
        const receipt = {
          ...stamp(),
          channel: 'pos',
          member: { id },
          lines: lines.map((line, index) => ({ quantity: 1, ...line, line: index + 1 })),
          ...(redeem !== undefined && { redeem: [{ points: redeem }] }),
          ...rest,
        };
        const { token } = await asked('t1', 'POST /v1/quotes', receipt);
        return asked('t1', 'POST /v1/receipts', { ...receipt, quote: token });
      },
      brings: (sale, lines) =>
        asked('t1', 'POST /v1/returns', {
          ...stamp(),
          receipt: { id: sale.id },
          lines: lines.map(([line, quantity]) => ({ line, quantity })),
        }),
      does: (type, attributes = {}) => {
        numbers += 1;
        return asked('admin', 'POST /v1/activities', { type, member: { id }, attributes, key: `${type}-${numbers}` });
      },
      async coupon(campaign) {
        const { coupons } = await asked('admin', `GET /v1/members/${id}/coupons`);
        const found = coupons.find((one: { campaign: string }) => one.campaign === campaign);
        if (found === undefined) throw new Error(`no coupon of ${campaign} was issued to ${id}`);
        return found.code;
      },
      async has(wanted, message) {
        const { points, tier } = await asked('admin', `GET /v1/members/${id}`);
        const found: Record<string, number | string> = {};
        for (const { purse, balance } of points.purses) if (balance !== 0) found[purse] = balance;
        if (points.pending !== 0) found.pending = points.pending;
        if (points.debt !== 0) found.debt = points.debt;
        if (wanted.tier !== undefined) found.tier = tier;
        t.strictSame(found, wanted, message ?? gateway.time());
      },
    };
  }

  const rounds = [createRounds(gateway.parts)];
  // What comes by the calendar is reckoned from when the programme's rules were met first.
  await goneThrough(gateway, gateway.now(), rounds);
  await asked('admin', 'PATCH /v1/stores/s1', { programme });
  return {
    ...gateway,
    /** As an administrator, or as the till; a refusal fails the story. */
    asked,
    at,
    /** Uploads a list of personal prices: member,sku,percent,amount,price. */
    personalPrices: (list: string, rows: readonly string[]) =>
      asked('admin', `PUT /v1/personal-prices/${list}`, ['member,sku,percent,amount,price', ...rows].join('\n'), {
        'content-type': 'text/csv',
      }),
    /** What time and other members have brought about is carried out. */
    async turns(): Promise<void> {
      await goneThrough(gateway, gateway.now(), rounds);
      await carriedOut(gateway);
    },
    /** Joins by POST /v1/members. */
    async joins(member: Record<string, unknown>): Promise<Shopper> {
      const { id } = await asked('admin', 'POST /v1/members', member);
      return shopper(id);
    },
  };
}

/** From the real clock to the store's, ms. */
function aheadTo(local: string): number {
  return Date.parse(`${local}:00+03:00`) - Date.now();
}
