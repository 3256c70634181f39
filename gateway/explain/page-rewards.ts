/** What a sale brought and used besides: coupons, rewards, what rules cost, messages. */
import type { WireReward } from '../contract/reward.ts';
import { reasonIn } from './reason.ts';
import type { ExplainedSale, Pen } from './sale-page.ts';

export function rewardsOf(sale: ExplainedSale, pen: Pen): string[][] {
  return [couponsOf(sale, pen), broughtOf(sale, pen)];
}

function couponsOf({ reply }: ExplainedSale, pen: Pen): string[] {
  const { say } = pen;
  if (reply.coupons.length === 0) return [];
  return [
    say('couponsHead'),
    ...reply.coupons.map(({ code, status, reason }) =>
      status === 'applied'
        ? say('couponApplied', { code })
        : say('couponRefused', { code, reason: reasonIn(reason ?? '', false, pen) }),
    ),
  ];
}

function broughtOf({ reply }: ExplainedSale, pen: Pen): string[] {
  const { say, rule } = pen;
  const brought = [
    ...reply.rewards.map((reward) => `${inWords(reward, pen)}${say('byRule', { rule: rule(reward.rule) })}`),
    ...(reply.costs ?? []).map((cost) => {
      return say('costs', { count: `${cost.count}`, purse: cost.purse, rule: rule(cost.rule) });
    }),
    ...reply.messages.map(({ to, text }) => say('messages', { to, text })),
  ];
  return brought.length === 0 ? [] : [say('rewardsHead'), ...brought];
}

function inWords({ kind, ...of }: WireReward, { say, figures }: Pen): string {
  const code = of.code === undefined ? '' : say('code', { code: of.code });
  switch (kind) {
    case 'coupon':
      return say('coupon', { what: of.campaign, code });
    case 'certificate':
      return say('certificate', { what: figures.money(of.amount ?? 0), code });
    case 'badge':
      return say('badge', { what: of.badge });
    case 'stamps':
      return say('stamps', { what: `${of.count}`, purse: of.purse });
    case 'attribute':
      return say('attribute', { what: of.name, value: `${of.value}` });
  }
}
