/** The words of a quote and of a committed receipt: the evaluation, with quantities in units and times in RFC 3339. */
import type { OpenParty } from '../../ledger/parties/open-party.ts';
import type { Purse } from '../../ledger/parties/party.ts';
import { fixed } from '../../ledger/receipts/packed/json-bytes.ts';
import { Twofold } from '../../ledger/receipts/packed/twofold.ts';
import type { Accrual, Evaluation } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { WireQuote } from '../contract/quote.ts';
import { rewardReply } from './reward.ts';
import { rfc3339 } from './rfc3339.ts';
import { type Programme, tellLines, tellLots, tellRedemption, tellRest } from './told.ts';

type QuoteBody = Omit<WireQuote, 'token' | 'returns'>;

interface PricedUnder extends Programme {
  readonly policy: PointsPolicy;
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

/** Of a quote. */
export interface Asked {
  readonly evaluation: Evaluation;
  readonly programme: Programme;
  /** As they are to be shown. */
  readonly balances: Balances;
  readonly businessTime: number;
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
  return JSON.parse(quoteFields({ evaluation, programme, balances, businessTime })) as QuoteBody;
}

// Writing never waits, so one does for all.
const quote = new Twofold();

/** The fields of a quote as they go out, between what else is said. */
export function quoteFields(
  { evaluation, programme, balances, businessTime, language = 'en' }: Asked,
  before = '{',
  after = '}',
): string {
  quote.begin(false);
  quote.text.json(before);
  tellLines(quote, evaluation, programme);
  writeBalances(quote, balances);
  tellRedemption(quote, evaluation);
  if (balances.debt > 0) quote.number(at.debt, balances.debt);
  tellLots(quote, evaluation, businessTime);
  const { rewards } = evaluation;
  quote.json(at.rewards, rewards.length === 0 ? rewards : rewards.map((reward) => rewardReply(reward)));
  tellRest(quote, evaluation, language);
  quote.text.json(after);
  return quote.text.cut();
}

/** The first fields of points. */
export function writeBalances(into: Twofold, { balance, pending, held, purses }: Balances): void {
  into.number(at.balance, balance);
  into.number(at.pending, pending);
  into.number(at.held, held);
  into.count(at.purses, purses.length);
  for (let index = 0; index < purses.length; index += 1) {
    const purse = purses[index] as Balances['purses'][number];
    into.word(index === 0 ? at.purseFirst : at.purse, purse.purse);
    into.number(at.own, purse.balance);
    into.text.fixed(at.end);
  }
  into.text.fixed(at.endOfPurses);
}

const at = {
  balance: fixed('"balance":'),
  pending: fixed(',"pending":'),
  held: fixed(',"held":'),
  purses: fixed(',"purses":['),
  purseFirst: fixed('{"purse":'),
  purse: fixed(',{"purse":'),
  own: fixed(',"balance":'),
  end: fixed('}'),
  endOfPurses: fixed(']'),
  debt: fixed(',"debt":'),
  rewards: fixed(',"rewards":'),
};
