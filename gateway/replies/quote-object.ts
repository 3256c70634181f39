/**
 * The same as quote-body.ts writes, as an object: what a committed receipt keeps packed, to be answered again. Its JSON
 * is the text, to the byte; a test holds one against the other for whatever an evaluation may say.
 *
 * It lives as long as it takes to pack it. Each kind of object is one literal with its fields undefined where they are
 * absent, which is what makes it cheap.
 */
import { rfc3339, type Told } from './quote-body.ts';
import { rewardReply } from './reward.ts';

export function quoteObject({ evaluation, programme, balances, businessTime, rewards, language = 'en' }: Told) {
  const { redemption, totals } = evaluation;
  const { balance, pending, held, debt, purses } = balances;
  return {
    program: { code: programme.code, version: programme.version, hash: programme.hash },
    lines: evaluation.lines.map((line) => ({
      line: line.line,
      gross: line.gross,
      discount: line.discount,
      redeemed: line.redeemed,
      net: line.net,
      earned: line.earned,
      units: line.units.map((unit) => ({
        quantity: unit.quantity / 1000,
        unitPrice: unit.unitPrice,
        net: unit.net,
      })),
      adjustments: line.adjustments.map((adjustment) => ({
        rule: adjustment.rule,
        group: adjustment.group,
        mechanic: adjustment.mechanic,
        amount: adjustment.amount,
        base: adjustment.base,
        rounding: adjustment.rounding,
        coupon: adjustment.coupon,
      })),
    })),
    totals: {
      gross: totals.gross,
      discount: totals.discount,
      redeemed: totals.redeemed,
      net: totals.net,
      earned: totals.earned,
    },
    points: {
      balance,
      pending,
      held,
      purses,
      redeemable: redemption.redeemable,
      redeem: redemption.points,
      earn: totals.earned,
      debt: debt > 0 ? debt : undefined,
      lots: evaluation.accruals.map(({ points, purse, rule, activeAt, expiresAt, melt }) => ({
        points,
        purse,
        rule,
        activeAt: rfc3339(activeAt ?? businessTime),
        expiresAt: expiresAt === undefined ? undefined : rfc3339(expiresAt),
        melt: melt && { every: melt.every, percent: melt.percent },
      })),
    },
    rewards: rewards ?? evaluation.rewards.map((reward) => rewardReply(reward)),
    costs: evaluation.costs?.map(({ rule, purse, count }) => ({ rule, purse, count })),
    messages: evaluation.messages,
    nudges: evaluation.nudges.map(({ rule, texts, missing, gain }) => ({ rule, text: texts[language], missing, gain })),
    coupons: evaluation.coupons,
    trace: evaluation.trace,
  };
}
