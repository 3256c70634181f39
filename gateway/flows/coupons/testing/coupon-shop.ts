/** A chain of two gateways with campaigns of every kind, and what tests buy, ask and look up there. */
import type { Test } from 'tap';
import { audit } from '../../../../ledger/audit/audit.ts';
import { receipt } from '../../../testing/receipts.ts';
import { type Key, type Reply, type StartedGateway, startGateway } from '../../../testing/start-gateway.ts';

export const programme = `
program: { code: main, title: Test, currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points: { worth: 100, attachDays: 14 }
groups:
  - code: shelf
    type: price
    mode: stack
    rules:
      - { code: ten, coupon: welcome, do: { percent_off: { percent: 10 } } }
      - { code: fifth, coupon: once, do: { amount_off: { amount: 20000, per: receipt } } }
      - { code: own, coupon: mine, when: 'receipt.total > 1000', do: { amount_off: { amount: 30000, per: receipt } } }
  - code: pay
    type: redemption
    rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }]
  - code: earn
    type: points
    rules:
      - { code: more, coupon: points, do: { earn_points: { points: 5, per: receipt } } }
      - { code: gift, when: 'receipt.attributes.gift > 0', do: { earn_points: { points: 500, per: receipt } } }
  - code: gifts
    type: reward
    rules: [{ code: again, when: 'receipt.total >= 500000', do: { issue_coupon: { campaign: come-again } } }]
`;

interface Bought {
  readonly coupons?: readonly string[];
  readonly member?: string;
  readonly as?: Key;
  readonly at?: StartedGateway;
  readonly [field: string]: unknown;
}

/** "20000: applied; reason, reason": what came off, and what became of each code. */
export const said = ({ body }: Reply): string => {
  const outcomes = body.coupons.map((one: { status: string; reason?: string }) => one.reason ?? one.status);
  return `${body.totals.discount}: ${outcomes.join('; ')}`;
};

/** Closed with the test; whatever it does, it leaves a ledger that is in order. */
export async function openCouponShop(t: Test) {
  const gateway = await startGateway(t, { programme });
  const other = await startGateway(t, { programme, beside: gateway });
  const { time, pool } = gateway;
  t.afterEach(async () => t.strictSame(await audit(pool), []));

  let numbers = 0;
  const next = () => `c${++numbers}`;
  const marketer = (request: string, body?: unknown, headers = {}) => gateway.call('marketer', request, body, headers);

  async function campaign(code: string, kind: string, more: Record<string, unknown> = {}): Promise<void> {
    const made = await marketer('POST /v1/coupon-campaigns', { code, kind, ...more });
    if (made.status !== 201) throw new Error(made.text);
  }

  async function codes(code: string, asked: Record<string, unknown>): Promise<string[]> {
    const made = await marketer(`POST /v1/coupon-campaigns/${code}/codes`, asked);
    if (made.status !== 201) throw new Error(made.text);
    return made.body.codes.map((one: { code: string }) => one.code);
  }

  const buy = ({ coupons, member, as = 't1', at = gateway, ...more }: Bought): Promise<Reply> =>
    at.call(as, 'POST /v1/receipts', {
      ...receipt(next(), time(), { ...(member !== undefined && { member: { card: member } }), ...more }),
      ...(coupons !== undefined && { coupons }),
    });

  const quote = ({ coupons, member, ...more }: Bought): Promise<Reply> =>
    gateway.call('t1', 'POST /v1/quotes', {
      ...receipt(next(), time(), { ...(member !== undefined && { member: { card: member } }), ...more }),
      ...(coupons !== undefined && { coupons }),
    });

  const stateOf = async (code: string): Promise<string> =>
    (await gateway.call('call-centre', `GET /v1/coupons/${code}`)).body.state;

  const idOf = async (card: string): Promise<string> =>
    (await gateway.call('call-centre', `GET /v1/members?card=${card}`)).body.id;

  await campaign('welcome', 'generic', { codes: ['WELCOME10'], limits: { member: 1, total: 3 } });
  await campaign('once', 'unique');
  await campaign('mine', 'personal');
  await campaign('points', 'unique', { limits: { code: 2 } });
  await campaign('come-again', 'personal', { expireAfter: 'P30D' });
  return { gateway, other, pool, time, next, marketer, campaign, codes, buy, quote, stateOf, idOf };
}
