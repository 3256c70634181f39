/** The words of a quote and of a committed receipt: the evaluation, with quantities in units and times in RFC 3339. */
import type { OpenParty } from '../../ledger/parties/open-party.ts';
import type { Purse } from '../../ledger/parties/party.ts';
import type { Accrual, Adjustment, EvaluatedLine, Evaluation, Totals, Unit } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { WireQuote } from '../contract/quote.ts';
import type { WireReward } from '../contract/reward.ts';
import { quoted } from './quoted.ts';
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
export function rfc3339(epochMs: number): string {
  let text = texts.get(epochMs);
  if (text === undefined) {
    text = new Date(epochMs).toISOString();
    if (texts.size >= textsKept) texts.clear();
    texts.set(epochMs, text);
  }
  return text;
}

export type Balances = ReturnType<typeof balancesOf>;

/** Sums over the purses of points, and each purse of the programme or of the member; without a party, of nothing. */
export function balancesOf(open: OpenParty | undefined, policy: PointsPolicy) {
  const purses = open?.state().purses ?? {};
  let pending = 0;
  let held = 0;
  const balances = policy.purses.map(({ code }) => ({ purse: code, balance: open?.available(code) ?? 0 }));
  for (const code in purses) {
    const purse = purses[code] as Purse;
    if (!policy.purses.some((one) => one.code === code)) {
      balances.push({ purse: code, balance: open?.available(code) ?? 0 });
    }
    if (purse.stamps === true) continue;
    pending += purse.pending;
    held += purse.held;
  }
  return { balance: open?.available() ?? 0, pending, held, debt: open?.debt ?? 0, purses: balances };
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

export interface Told {
  readonly evaluation: Evaluation;
  readonly programme: Omit<PricedUnder, 'policy'>;
  /** As they are to be shown: before the receipt in a quote, after it in a commit. */
  readonly balances: Balances;
  readonly businessTime: number;
  /** As they are told; absent: without codes, as a quote has them. */
  readonly rewards?: readonly WireReward[];
  readonly language?: Language | undefined;
}

/** As an object, for whoever looks into it or adds to it. */
export function quoteBody(
  evaluation: Evaluation,
  programme: PricedUnder,
  open: OpenParty | undefined,
  businessTime: number,
): QuoteBody {
  const balances = balancesOf(open, programme.policy);
  return JSON.parse(`{${quoteFields({ evaluation, programme, balances, businessTime })}}`) as QuoteBody;
}

/**
 * The fields of a quote as they go out, without the braces around them: written straight from the evaluation, for making
 * an object of it first and a text of that costs twice as much. What is long and in every reply is written here, the rest
 * by JSON.stringify.
 */
export function quoteFields({ evaluation, programme, balances, businessTime, rewards, language = 'en' }: Told): string {
  const { totals, costs, messages, nudges, coupons, trace } = evaluation;
  let text = `"program":{"code":${quoted(programme.code)},"version":${programme.version},"hash":${quoted(programme.hash)}},"lines":[`;
  for (let index = 0; index < evaluation.lines.length; index++) {
    text += lineText(evaluation.lines[index] as EvaluatedLine, index === 0);
  }
  text += `],"totals":{${totalsText(totals)}},"points":${pointsText(evaluation, balances, businessTime)}`;
  text += `,"rewards":${listText(rewards ?? evaluation.rewards.map((reward) => rewardReply(reward)))}`;
  if (costs !== undefined) {
    text += `,"costs":${listText(costs.map(({ rule, purse, count }) => ({ rule, purse, count })))}`;
  }
  text += `,"messages":${listText(messages)}`;
  text += `,"nudges":${listText(nudges.map(({ rule, texts, missing, gain }) => ({ rule, text: texts[language], missing, gain })))}`;
  text += `,"coupons":${listText(coupons)}`;
  return trace === undefined ? text : `${text},"trace":${listText(trace)}`;
}

function totalsText({ gross, discount, redeemed, net, earned }: Totals): string {
  return `"gross":${gross},"discount":${discount},"redeemed":${redeemed},"net":${net},"earned":${earned}`;
}

function lineText(line: EvaluatedLine, first: boolean): string {
  const { units, adjustments } = line;
  let text = `${first ? '' : ','}{"line":${line.line},${totalsText(line)},"units":[`;
  for (let index = 0; index < units.length; index++) {
    const { quantity, unitPrice, net } = units[index] as Unit;
    text += `${index === 0 ? '' : ','}{"quantity":${quantity / 1000},"unitPrice":${unitPrice},"net":${net}}`;
  }
  text += '],"adjustments":[';
  for (let index = 0; index < adjustments.length; index++) {
    const adjustment = adjustments[index] as Adjustment;
    const { amount, base, rounding, coupon } = adjustment;
    text += `${index === 0 ? '' : ','}{${namesOf(adjustment)},"amount":${amount},"base":${base},"rounding":"${rounding}"`;
    text += coupon === undefined ? '}' : `,"coupon":${JSON.stringify(coupon)}}`;
  }
  return `${text}]}`;
}

interface Names {
  readonly group: string;
  readonly mechanic: string;
  readonly text: string;
}

const names = new Map<string, Names>();
const namesKept = 20_000;

/** A rule is always of one group and one mechanic, as long as its programme is the same: they are written once. */
function namesOf({ rule, group, mechanic }: Adjustment): string {
  const known = names.get(rule);
  if (known !== undefined && known.group === group && known.mechanic === mechanic) return known.text;
  const text = `"rule":${quoted(rule)},"group":${quoted(group)},"mechanic":${quoted(mechanic)}`;
  if (names.size >= namesKept) names.clear();
  names.set(rule, { group, mechanic, text });
  return text;
}

function pointsText(
  { redemption, totals, accruals }: Evaluation,
  { balance, pending, held, debt, purses }: Balances,
  businessTime: number,
): string {
  let text = `{"balance":${balance},"pending":${pending},"held":${held},"purses":[`;
  for (let index = 0; index < purses.length; index++) {
    const { purse, balance: own } = purses[index] as { purse: string; balance: number };
    text += `${index === 0 ? '' : ','}{"purse":${quoted(purse)},"balance":${own}}`;
  }
  text += `],"redeemable":${redemption.redeemable},"redeem":${redemption.points},"earn":${totals.earned}`;
  text += debt > 0 ? `,"debt":${debt},"lots":[` : ',"lots":[';
  for (let index = 0; index < accruals.length; index++) {
    const { points, purse, rule, activeAt, expiresAt, melt } = accruals[index] as Accrual;
    const active = rfc3339(activeAt ?? businessTime);
    text += `${index === 0 ? '' : ','}{"points":${points},"purse":${quoted(purse)},"rule":${quoted(rule)},"activeAt":"${active}"`;
    if (expiresAt !== undefined) text += `,"expiresAt":"${rfc3339(expiresAt)}"`;
    text += melt === undefined ? '}' : `,"melt":{"every":${quoted(melt.every)},"percent":${melt.percent}}}`;
  }
  return `${text}]}`;
}

function listText(list: readonly object[]): string {
  return list.length === 0 ? '[]' : JSON.stringify(list);
}
