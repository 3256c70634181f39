/**
 * A programme small enough to be held against by hand, for tests of the ledger, which knows rules by their results alone:
 *
 *   campaign   a tenth off each line, as long as the budget of attributes.budget minor units lasts (a limit by rule)
 *   half       points pay up to half of what is left; one point is one minor unit
 *   tenth      one point for each ten minor units paid
 *   welcome    100 points, once in a member's life (a limit by member)
 *   gift       attributes.gift points, in attributes.purse, from attributes.activeAt to attributes.expiresAt
 */
import type { Accrual, Evaluation, EvaluationInput, LimitUse } from '../../../rules/model/evaluation.ts';
import type { PointsPolicy } from '../../../rules/model/points-policy.ts';
import type { Ports } from '../ports.ts';

export const policy: PointsPolicy = {
  scale: 0,
  unitWorth: 1,
  rounding: 'floor',
  redeemAs: 'discount',
  earnOnRedeemed: true,
  purses: [
    { code: 'bonus', spendFirst: false },
    { code: 'promo', spendFirst: true },
  ],
  hold: { ttlMs: 60_000, maxTtlMs: 7_200_000 },
  attachDays: 14,
  returns: { reprice: 'asPaid', shortfall: 'debt', withoutReceipt: 'allow', graceMs: 30 * 86_400_000 },
};

export const budgetKey = 'shop/campaign/rule/amount/total';
export const welcomeKey = 'shop/welcome/member/times/total';

const tenthOf = (amount: number): number => Math.floor(amount / 10);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Splits `total` over what each may take at most, in order. */
function fill(total: number, bounds: readonly number[]): number[] {
  let left = total;
  return bounds.map((bound) => {
    const taken = Math.min(left, bound);
    left -= taken;
    return taken;
  });
}

export function evaluate({ receipt, member, limits }: EvaluationInput): Evaluation {
  const { attributes, lines, charged } = receipt;
  const uses: LimitUse[] = [];

  const budget = Number(attributes.budget ?? 0);
  const wanted = lines.map((line) => (budget > 0 ? tenthOf(Math.max(0, line.amount)) : 0));
  const discounts = fill(Math.min(sum(wanted), Math.max(0, budget - (limits[budgetKey] ?? 0))), wanted);
  const given = sum(discounts);
  if (given > 0) {
    uses.push({ key: budgetKey, scope: 'rule', rule: 'campaign', unit: 'amount', used: given, cap: budget });
  }

  const nets = lines.map((line, index) => line.amount - (discounts[index] ?? 0));
  const caps = nets.map((net) => Math.max(0, Math.floor(net / 2)));
  const balances = { ...member?.balances };
  const balance = sum(Object.values(balances));
  let left = Math.min(sum(caps), balance);
  const redeemable = left;
  const requests = receipt.redeem.map(({ purse, points }) => {
    const there = purse === undefined ? left : (balances[purse] ?? 0);
    const granted = Math.min(left, there, points === 'max' ? left : points);
    left -= granted;
    return { ...(purse !== undefined && { purse }), asked: points, points: granted };
  });
  let redeemed = fill(sum(requests.map((request) => request.points)), caps);
  if (charged?.some((line) => line.redeemed !== undefined)) {
    redeemed = lines.map((line) => charged.find((one) => one.line === line.line)?.redeemed ?? 0);
    requests.splice(0, requests.length, { asked: sum(redeemed), points: sum(redeemed) });
  }

  const evaluated = lines.map((line, index) => {
    const own = charged?.find((one) => one.line === line.line)?.net;
    const discount = discounts[index] ?? 0;
    const paid = redeemed[index] ?? 0;
    const net = own ?? line.amount - discount - paid;
    return {
      line: line.line,
      gross: line.amount,
      discount: line.amount - paid - net,
      redeemed: paid,
      net,
      earned: member === undefined ? 0 : tenthOf(Math.max(0, net)),
      units: [{ quantity: line.quantity, unitPrice: net, net }],
      adjustments:
        discount === 0
          ? []
          : [
              {
                rule: 'campaign',
                group: 'g',
                mechanic: 'percent_off',
                amount: discount,
                base: line.amount,
                rounding: '0',
              },
            ],
    };
  });

  const accruals: Accrual[] = [];
  const accrue = (rule: string, points: number, more: Partial<Accrual> = {}): void => {
    if (points === 0) return;
    const first = lines[0]?.line ?? 1;
    const base = {
      rule,
      group: 'g',
      mechanic: 'earn_points',
      purse: 'bonus',
      points,
      lines: [{ line: first, points }],
    };
    accruals.push({ ...base, ...more });
  };
  if (member !== undefined) {
    const points = evaluated.map(({ line, earned }) => ({ line, points: earned })).filter((one) => one.points > 0);
    accrue('tenth', sum(points.map((one) => one.points)), { lines: points });
    if (attributes.welcome === true && (limits[welcomeKey] ?? 0) === 0) {
      accrue('welcome', 100);
      uses.push({ key: welcomeKey, scope: 'member', rule: 'welcome', unit: 'times', used: 1, cap: 1 });
    }
    accrue('gift', Number(attributes.gift ?? 0), {
      purse: String(attributes.purse ?? 'bonus'),
      ...(attributes.activeAt !== undefined && { activeAt: Number(attributes.activeAt) }),
      ...(attributes.expiresAt !== undefined && { expiresAt: Number(attributes.expiresAt) }),
    });
  }

  const total = (of: 'gross' | 'discount' | 'redeemed' | 'net') => sum(evaluated.map((line) => line[of]));
  return {
    lines: evaluated,
    totals: {
      gross: total('gross'),
      discount: total('discount'),
      redeemed: total('redeemed'),
      net: total('net'),
      earned: sum(accruals.map((accrual) => accrual.points)),
    },
    redemption: {
      redeemable,
      allowed: sum(caps),
      points: sum(requests.map((request) => request.points)),
      amount: sum(redeemed),
      requests,
      lines: lines.flatMap(({ line }, index) =>
        (redeemed[index] ?? 0) === 0 ? [] : [{ line, points: redeemed[index] ?? 0, amount: redeemed[index] ?? 0 }],
      ),
    },
    accruals,
    limitUses: uses,
    messages: [],
    rewards: [],
    counts: {},
    nudges: [],
    coupons: [],
  };
}

function without(limits: Readonly<Record<string, number>>, back: Readonly<Record<string, number>>) {
  const left = Object.entries(limits).map(([key, used]): [string, number] => [key, used - (back[key] ?? 0)]);
  return Object.fromEntries(left.filter(([, used]) => used > 0));
}

export const facts: Ports['facts'] = {
  before: ({ lastPurchaseAt }) => (lastPurchaseAt === undefined ? {} : { lastPurchaseAt }),
  recall: (_, attributes) => ({ attributes }),
  // Nothing in these shops is an occasion.
  occur: (before) => before,
  tierChange: () => undefined,
  act: (before) => before,
  advance(before, { businessTime, evaluation: { limitUses } }) {
    const limits = { ...before.limits };
    for (const { key, scope, used } of limitUses) if (scope === 'member') limits[key] = (limits[key] ?? 0) + used;
    const lastPurchaseAt = Math.max(before.lastPurchaseAt ?? businessTime, businessTime);
    return { purchases: before.purchases + 1, lastPurchaseAt, limits };
  },
  cancel(after, { before, limits }) {
    const { lastPurchaseAt } = before;
    return {
      purchases: after.purchases - 1,
      ...(lastPurchaseAt !== undefined && { lastPurchaseAt }),
      limits: without(after.limits, limits),
    };
  },
  release: (after, { limits }) => ({ ...after, limits: without(after.limits, limits) }),
};
