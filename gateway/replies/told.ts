/**
 * What a till is told of an evaluation, and what of it is kept with a receipt, in one walk: quantities in units, times in
 * RFC 3339. What follows from the evaluation alone is made where it was evaluated, be that another thread; what is known
 * only when a receipt is decided (points after it, codes) comes between, see sale.ts. ledger/receipts/packed/sale.ts
 * reads what is packed here, and a test holds one against the other for whatever an evaluation may say.
 */
import { fixed } from '../../ledger/receipts/packed/json-bytes.ts';
import { input as inputShape } from '../../ledger/receipts/packed/shapes.ts';
import { Twofold } from '../../ledger/receipts/packed/twofold.ts';
import type { Accrual, EvaluatedLine, Evaluation, EvaluationInput, Totals } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { Told } from '../../rules/model/told.ts';
import { rfc3339 } from './rfc3339.ts';

export interface Programme {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
}

// Telling never waits, so one does for all.
const both = new Twofold();

export function tellAndPack(evaluation: Evaluation, input: EvaluationInput, hash: string): Told {
  both.begin(true);
  const { code, version } = input.programme;
  tellLines(both, evaluation, { code, version, hash });
  const lines = both.text.cut();
  tellRedemption(both, evaluation);
  const redemption = both.text.cut();
  tellLots(both, evaluation, input.receipt.businessTime);
  const lots = both.text.cut();
  tellRest(both, evaluation, 'en');
  const rest = both.text.cut();
  if (!inputShape.write(both.packed, input)) throw new TypeError('an input is an object');
  return { lines, redemption, lots, rest, packed: both.packed.endAsText() };
}

/** As far as the balances. */
export function tellLines(into: Twofold, { lines, totals }: Evaluation, programme: Programme): void {
  into.word(at.program, programme.code);
  into.number(at.version, programme.version);
  into.word(at.hash, programme.hash);
  into.count(at.lines, lines.length);
  for (let index = 0; index < lines.length; index += 1) {
    tellLine(into, lines[index] as EvaluatedLine, index === 0);
  }
  into.text.fixed(at.totals);
  tellTotals(into, at.grossFirst, totals);
  into.text.fixed(at.points);
}

/** From the balances to the debt. */
export function tellRedemption(into: Twofold, { redemption, totals }: Evaluation): void {
  into.number(at.redeemable, redemption.redeemable);
  into.number(at.redeem, redemption.points);
  into.text.number(at.earn, totals.earned);
}

/** From the debt to the rewards. */
export function tellLots(into: Twofold, { accruals }: Evaluation, businessTime: number): void {
  into.count(at.lots, accruals.length);
  for (let index = 0; index < accruals.length; index += 1) {
    tellLot(into, accruals[index] as Accrual, index === 0, businessTime);
  }
  into.text.fixed(at.endOfPoints);
}

/** After the rewards. */
export function tellRest(into: Twofold, evaluation: Evaluation, language: Language): void {
  const { costs, messages, nudges, coupons, trace } = evaluation;
  into.bits((costs === undefined ? 0 : 1) | (trace === undefined ? 0 : 2));
  if (costs !== undefined) {
    into.json(
      at.costs,
      costs.map(({ rule, purse, count }) => ({ rule, purse, count })),
    );
  }
  into.json(at.messages, messages);
  into.json(at.nudges, nudges.length === 0 ? nudges : nudges.map((nudge) => nudgeIn(language, nudge)));
  into.json(at.coupons, coupons);
  if (trace !== undefined) into.json(at.trace, trace);
}

function nudgeIn(language: Language, { rule, texts, missing, gain }: Evaluation['nudges'][number]) {
  return { rule, text: texts[language], missing, gain };
}

function tellTotals(into: Twofold, before: Uint8Array, { gross, discount, redeemed, net, earned }: Totals): void {
  into.number(before, gross);
  into.number(at.discount, discount);
  into.number(at.redeemed, redeemed);
  into.number(at.net, net);
  into.number(at.earned, earned);
}

function tellLine(into: Twofold, line: EvaluatedLine, first: boolean): void {
  const { units, adjustments } = line;
  into.number(first ? at.lineFirst : at.line, line.line);
  tellTotals(into, at.gross, line);
  into.count(at.units, units.length);
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] as EvaluatedLine['units'][number];
    into.thousandths(index === 0 ? at.quantityFirst : at.quantity, unit.quantity);
    into.number(at.unitPrice, unit.unitPrice);
    into.number(at.net, unit.net);
    into.text.fixed(at.end);
  }
  into.count(at.adjustments, adjustments.length);
  for (let index = 0; index < adjustments.length; index += 1) {
    const adjustment = adjustments[index] as EvaluatedLine['adjustments'][number];
    const { coupon } = adjustment;
    into.bits(coupon === undefined ? 0 : 1);
    into.rule(index === 0 ? at.objectFirst : at.object, adjustment);
    into.number(at.amount, adjustment.amount);
    into.number(at.base, adjustment.base);
    into.word(at.rounding, adjustment.rounding);
    if (coupon !== undefined) into.string(at.coupon, coupon);
    into.text.fixed(at.end);
  }
  into.text.fixed(at.endOfLine);
}

/** Its times are kept as what lies between the business time and them. */
function tellLot(into: Twofold, lot: Accrual, first: boolean, businessTime: number): void {
  const { activeAt = businessTime, expiresAt, melt } = lot;
  into.bits((expiresAt === undefined ? 0 : 1) | (melt === undefined ? 0 : 2));
  into.number(first ? at.lotFirst : at.lot, lot.points);
  into.word(at.purse, lot.purse);
  into.word(at.rule, lot.rule);
  into.moment(at.activeAt, rfc3339(activeAt), activeAt - businessTime);
  into.text.fixed(at.quote);
  if (expiresAt !== undefined) {
    into.moment(at.expiresAt, rfc3339(expiresAt), expiresAt - businessTime);
    into.text.fixed(at.quote);
  }
  if (melt !== undefined) {
    into.word(at.melt, melt.every);
    into.number(at.percent, melt.percent);
    into.text.fixed(at.end);
  }
  into.text.fixed(at.end);
}

/** What stands before each value. */
const at = {
  program: fixed('"program":{"code":'),
  version: fixed(',"version":'),
  hash: fixed(',"hash":'),
  lines: fixed('},"lines":['),
  lineFirst: fixed('{"line":'),
  line: fixed(',{"line":'),
  grossFirst: fixed('"gross":'),
  gross: fixed(',"gross":'),
  discount: fixed(',"discount":'),
  redeemed: fixed(',"redeemed":'),
  net: fixed(',"net":'),
  earned: fixed(',"earned":'),
  units: fixed(',"units":['),
  quantityFirst: fixed('{"quantity":'),
  quantity: fixed(',{"quantity":'),
  unitPrice: fixed(',"unitPrice":'),
  adjustments: fixed('],"adjustments":['),
  objectFirst: fixed('{'),
  object: fixed(',{'),
  amount: fixed(',"amount":'),
  base: fixed(',"base":'),
  rounding: fixed(',"rounding":'),
  coupon: fixed(',"coupon":'),
  end: fixed('}'),
  quote: fixed('"'),
  endOfLine: fixed(']}'),
  totals: fixed('],"totals":{'),
  points: fixed('},"points":{'),
  redeemable: fixed(',"redeemable":'),
  redeem: fixed(',"redeem":'),
  earn: fixed(',"earn":'),
  lots: fixed(',"lots":['),
  lotFirst: fixed('{"points":'),
  lot: fixed(',{"points":'),
  purse: fixed(',"purse":'),
  rule: fixed(',"rule":'),
  activeAt: fixed(',"activeAt":"'),
  expiresAt: fixed(',"expiresAt":"'),
  melt: fixed(',"melt":{"every":'),
  percent: fixed(',"percent":'),
  endOfPoints: fixed(']}'),
  costs: fixed(',"costs":'),
  messages: fixed(',"messages":'),
  nudges: fixed(',"nudges":'),
  coupons: fixed(',"coupons":'),
  trace: fixed(',"trace":'),
};
