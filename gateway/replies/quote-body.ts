/** The words of a quote and of a committed receipt: the evaluation, with quantities in units and times in RFC 3339. */
import type { OpenParty } from '../../ledger/parties/open-party.ts';
import type { Accrual, Evaluation } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { WireQuote } from '../contract/quote.ts';
import { rewardReply } from './reward.ts';

type QuoteBody = Omit<WireQuote, 'token' | 'returns'>;

interface PricedUnder {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  readonly policy: PointsPolicy;
}

const texts = new Map<number, string>();
const textsKept = 1_000;

/** What one receipt gives is active at one moment and expires at two or three: each is written once. */
function rfc3339(epochMs: number): string {
  let text = texts.get(epochMs);
  if (text === undefined) {
    text = new Date(epochMs).toISOString();
    if (texts.size >= textsKept) texts.clear();
    texts.set(epochMs, text);
  }
  return text;
}

/** Sums over the purses of points, and each purse of the programme or of the member. */
export function balancesOf(open: OpenParty | undefined, policy: PointsPolicy) {
  const purses = open?.state().purses ?? {};
  let pending = 0;
  let held = 0;
  for (const purse of Object.values(purses)) {
    if (purse.stamps === true) continue;
    pending += purse.pending;
    held += purse.held;
  }
  const codes = new Set([...policy.purses.map((purse) => purse.code), ...Object.keys(purses)]);
  return {
    balance: open?.available() ?? 0,
    pending,
    held,
    debt: open?.debt ?? 0,
    purses: [...codes].map((purse) => ({ purse, balance: open?.available(purse) ?? 0 })),
  };
}

export function lotOf({ points, purse, rule, activeAt, expiresAt, melt }: Accrual, businessTime: number) {
  return {
    points,
    purse,
    rule,
    activeAt: rfc3339(activeAt ?? businessTime),
    ...(expiresAt !== undefined && { expiresAt: rfc3339(expiresAt) }),
    ...(melt !== undefined && { melt: { every: melt.every, percent: melt.percent } }),
  };
}

/**
 * @param open the member's points as they are to be shown: before the receipt in a quote, after it in a commit; absent
 * for a receipt without a member, which earns nothing.
 */
export function quoteBody(
  evaluation: Evaluation,
  programme: PricedUnder,
  open: OpenParty | undefined,
  businessTime: number,
  /** Made for rewards, by index; a quote has none. */
  codes: ReadonlyMap<number, string> = new Map(),
  language: Language = 'en',
): QuoteBody {
  const { debt, ...balances } = balancesOf(open, programme.policy);
  return {
    program: { code: programme.code, version: programme.version, hash: programme.hash },
    lines: evaluation.lines.map((line) => ({
      line: line.line,
      gross: line.gross,
      discount: line.discount,
      redeemed: line.redeemed,
      net: line.net,
      earned: line.earned,
      units: line.units.map(({ quantity, unitPrice, net }) => ({ quantity: quantity / 1000, unitPrice, net })),
      adjustments: [...line.adjustments],
    })),
    totals: { ...evaluation.totals },
    points: {
      ...balances,
      redeemable: evaluation.redemption.redeemable,
      redeem: evaluation.redemption.points,
      earn: evaluation.totals.earned,
      ...(debt > 0 && { debt }),
      lots: evaluation.accruals.map((accrual) => lotOf(accrual, businessTime)),
    },
    rewards: evaluation.rewards.map((reward, index) => rewardReply(reward, codes.get(index))),
    ...(evaluation.costs !== undefined && {
      costs: evaluation.costs.map(({ rule, purse, count }) => ({ rule, purse, count })),
    }),
    messages: evaluation.messages.map((message) => ({ ...message })),
    nudges: evaluation.nudges.map(({ rule, texts, missing, gain }) => {
      return { rule, text: texts[language], missing: { ...missing }, gain };
    }),
    coupons: evaluation.coupons.map((coupon) => ({ ...coupon })),
    ...(evaluation.trace !== undefined && { trace: evaluation.trace.map((entry) => ({ ...entry })) }),
  };
}
