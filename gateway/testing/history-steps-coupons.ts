/** What is done with coupons (history-campaigns.ts): made, presented, reserved, used again in an exchange, revoked. */
import type { History } from './history.ts';
import {
  chosen,
  holdFor,
  memberOf,
  type Numbers,
  pointsOf,
  post,
  returnRefusals,
  sell,
  someOf,
  type Take,
} from './history-shopping.ts';

/** Up to two of those that are known, and the one that everybody has. */
function couponsOf({ coupons }: History, step: Numbers): string[] {
  const codes = [chosen(coupons, step)?.code, chosen(coupons, { ...step, pick: step.amount })?.code, 'EVERYBODY'];
  const sent = codes.filter((code, index) => code !== undefined && codes.indexOf(code) === index);
  return (sent as string[]).slice(0, 1 + (step.pick % 3));
}

async function idOf(history: History, card: string): Promise<string> {
  return (await history.send('call-centre', `GET /v1/members?card=${card}`, undefined, [])).body.id;
}

async function make(history: History, step: Numbers): Promise<void> {
  const { member } = memberOf(history, step);
  const kinds = [
    { campaign: 'once', uses: 1, asked: { count: 2 } },
    { campaign: 'twice', uses: 2, asked: { count: 1 } },
    ...(member === undefined
      ? []
      : [{ campaign: 'mine', uses: 1, asked: { members: [await idOf(history, member.card)] } }]),
  ];
  const kind = chosen(kinds, step);
  if (kind === undefined) return;
  const { campaign, uses, asked } = kind;
  const made = await history.send('marketer', `POST /v1/coupon-campaigns/${campaign}/codes`, asked, []);
  for (const { code } of made.body.codes) history.coupons.push({ code, uses, revoked: false });
}

/** Some of those that are known; the first are made. */
async function someCoupons(history: History, step: Numbers): Promise<string[]> {
  if (history.coupons.length === 0) await make(history, step);
  return couponsOf(history, step);
}

export const couponSteps = {
  'make coupons': make,

  async 'sell with coupons'(history, step) {
    await sell(history, step, { coupons: await someCoupons(history, step) });
  },

  /** Two tills want the same one. */
  async 'use a coupon twice'(history, step) {
    const coupons = (await someCoupons(history, step)).slice(0, 1);
    await Promise.all([
      sell(history, { ...step, flag: true }, { coupons }),
      sell(history, { ...step, till: step.till + 1 }, { coupons }),
    ]);
  },

  /** The customer has paid for what coupons made of the price, whatever has become of them. */
  async 'sell what coupons paid'(history, step) {
    const lines = [{ line: 1, sku: 'grain', quantity: 1, unitPrice: 10_000 }];
    const charged = { net: 9_000, lines: [{ line: 1, net: 9_000 }] };
    await sell(history, { ...step, flag: false }, { lines, coupons: await someCoupons(history, step), charged });
  },

  /** For so long or hardly; the receipt comes at once, or by a step of its own, or never. */
  async 'reserve a coupon'(history, step) {
    const [code] = await someCoupons(history, step);
    const points = memberOf(history, step).member !== undefined && step.flag ? { redeem: [{ points: 5 }] } : {};
    const ttl = step.amount % 4 === 0 ? 'PT0.05S' : 'PT10M';
    const asked = { ...memberOf(history, step), ...points, coupons: [code], ttl };
    const made = await holdFor(history, step, asked, ['coupon_refused', 'insufficient_points']);
    if (made !== undefined && step.pick % 3 !== 0) await post(history, step, made);
  },

  /** The goods of a receipt come back, and others are bought with the coupon that it had used. */
  async 'exchange with coupons'(history, step) {
    const withCoupons = () => history.sales.filter(({ coupons }) => coupons.length > 0);
    if (withCoupons().length === 0) await sell(history, step, { coupons: await someCoupons(history, step) });
    const sale = chosen(withCoupons(), step);
    if (sale === undefined) return;
    const left = [...sale.lines].flatMap(([line, sold]) => {
      const quantity = sold - (sale.returned.get(line) ?? 0);
      return quantity > 0 ? [{ line, quantity: quantity / 1_000 }] : [];
    });
    const lines = step.amount % 3 === 0 || left.length === 0 ? someOf(sale, step) : left;
    const member = sale.card === undefined ? {} : { member: { card: sale.card } };
    const points = sale.card !== undefined && step.amount % 5 === 0 ? pointsOf(step) : {};
    const more = { ...member, ...points, coupons: sale.coupons, returns: [{ receipt: { id: sale.id }, lines }] };
    await sell(history, { ...step, member: history.members.length }, more, returnRefusals);
  },

  async 'revoke a coupon'(history, step) {
    const coupon = chosen(history.coupons, step);
    if (coupon === undefined) return;
    const request = `POST /v1/coupons/${coupon.code}/revoke`;
    const reply = await history.send(
      'marketer',
      request,
      undefined,
      ['coupon_not_revocable'],
      chosen(history.direct, step),
    );
    if (reply.status < 400) coupon.revoked = true;
  },

  /** What is asked for costs stamps or points; or was charged for already. */
  async 'buy with stamps'(history, step) {
    const attributes = { accept: ['sheet', 'bought'] };
    await sell(history, step, { attributes });
    if (memberOf(history, step).member === undefined) return;
    const lines = [{ line: 1, sku: 'cake', quantity: 2, unitPrice: 10_000 }];
    const charged = { net: 9_000, lines: [{ line: 1, net: 9_000 }] };
    await sell(history, { ...step, flag: false }, { lines, attributes, charged });
  },
} as const satisfies Record<string, Take>;
