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

type Words = Omit<Told, 'packed' | 'digest'>;

export interface Programme {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
}

// Telling never waits, so one does for all.
const both = new Twofold();

export function tell(
  evaluation: Evaluation,
  programme: Programme,
  businessTime: number,
  language: Language = 'en',
): Words {
  both.begin(false);
  return walk(evaluation, programme, businessTime, language);
}

export function tellAndPack(evaluation: Evaluation, input: EvaluationInput, hash: string): Told {
  both.begin(true);
  const { code, version } = input.programme;
  const { lines, redemption, lots, rest } = walk(evaluation, { code, version, hash }, input.receipt.businessTime, 'en');
  if (!inputShape.write(both.packed, input)) throw new TypeError('an input is an object');
  return { lines, redemption, lots, rest, packed: both.packed.endAsText() };
}

function walk(evaluation: Evaluation, programme: Programme, businessTime: number, language: Language): Words {
  const { totals, redemption, costs, messages, nudges, coupons, trace } = evaluation;
  both.word(at.program, programme.code);
  both.number(at.version, programme.version);
  both.word(at.hash, programme.hash);
  both.count(at.lines, evaluation.lines.length);
  for (let index = 0; index < evaluation.lines.length; index += 1) {
    writeLine(evaluation.lines[index] as EvaluatedLine, index === 0);
  }
  both.text.fixed(at.totals);
  writeTotals(at.grossFirst, totals);
  both.text.fixed(at.points);
  const told = both.text.cut();
  both.number(at.redeemable, redemption.redeemable);
  both.number(at.redeem, redemption.points);
  both.text.number(at.earn, totals.earned);
  const redeemed = both.text.cut();
  both.count(at.lots, evaluation.accruals.length);
  for (let index = 0; index < evaluation.accruals.length; index += 1) {
    writeLot(evaluation.accruals[index] as Accrual, index === 0, businessTime);
  }
  both.text.fixed(at.endOfPoints);
  const lots = both.text.cut();
  both.bits((costs === undefined ? 0 : 1) | (trace === undefined ? 0 : 2));
  if (costs !== undefined) {
    both.json(
      at.costs,
      costs.map(({ rule, purse, count }) => ({ rule, purse, count })),
    );
  }
  both.json(at.messages, messages);
  both.json(at.nudges, nudges.length === 0 ? nudges : nudges.map((nudge) => nudgeIn(language, nudge)));
  both.json(at.coupons, coupons);
  if (trace !== undefined) both.json(at.trace, trace);
  return { lines: told, redemption: redeemed, lots, rest: both.text.cut() };
}

function nudgeIn(language: Language, { rule, texts, missing, gain }: Evaluation['nudges'][number]) {
  return { rule, text: texts[language], missing, gain };
}

function writeTotals(before: Uint8Array, { gross, discount, redeemed, net, earned }: Totals): void {
  both.number(before, gross);
  both.number(at.discount, discount);
  both.number(at.redeemed, redeemed);
  both.number(at.net, net);
  both.number(at.earned, earned);
}

function writeLine(line: EvaluatedLine, first: boolean): void {
  const { units, adjustments } = line;
  both.number(first ? at.lineFirst : at.line, line.line);
  writeTotals(at.gross, line);
  both.count(at.units, units.length);
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] as EvaluatedLine['units'][number];
    both.thousandths(index === 0 ? at.quantityFirst : at.quantity, unit.quantity);
    both.number(at.unitPrice, unit.unitPrice);
    both.number(at.net, unit.net);
    both.text.fixed(at.end);
  }
  both.count(at.adjustments, adjustments.length);
  for (let index = 0; index < adjustments.length; index += 1) {
    const adjustment = adjustments[index] as EvaluatedLine['adjustments'][number];
    const { coupon } = adjustment;
    both.bits(coupon === undefined ? 0 : 1);
    both.rule(index === 0 ? at.objectFirst : at.object, adjustment);
    both.number(at.amount, adjustment.amount);
    both.number(at.base, adjustment.base);
    both.word(at.rounding, adjustment.rounding);
    if (coupon !== undefined) both.string(at.coupon, coupon);
    both.text.fixed(at.end);
  }
  both.text.fixed(at.endOfLine);
}

/** Its times are kept as what lies between the business time and them. */
function writeLot(lot: Accrual, first: boolean, businessTime: number): void {
  const { activeAt = businessTime, expiresAt, melt } = lot;
  both.bits((expiresAt === undefined ? 0 : 1) | (melt === undefined ? 0 : 2));
  both.number(first ? at.lotFirst : at.lot, lot.points);
  both.word(at.purse, lot.purse);
  both.word(at.rule, lot.rule);
  both.moment(at.activeAt, rfc3339(activeAt), activeAt - businessTime);
  both.text.fixed(at.quote);
  if (expiresAt !== undefined) {
    both.moment(at.expiresAt, rfc3339(expiresAt), expiresAt - businessTime);
    both.text.fixed(at.quote);
  }
  if (melt !== undefined) {
    both.word(at.melt, melt.every);
    both.number(at.percent, melt.percent);
    both.text.fixed(at.end);
  }
  both.text.fixed(at.end);
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
