/**
 * A committed sale on one page, to be read aloud: who sold it, what each line cost step by step, where each point came from
 * and what has become of it, what came back, and what nearly applied. Pure: all it says is in what it is given.
 */

import type { SaleEffects } from '../../ledger/receipts/effects.ts';
import type { ReceiptRow } from '../../ledger/receipts/receipt-row.ts';
import type { ReturnShare } from '../../ledger/receipts/return-share.ts';
import type { Evaluation, EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Language } from '../../rules/model/language.ts';
import type { CommittedReceipt } from '../contract/quote.ts';
import { type Figures, figuresOf, type Measures } from './figures.ts';
import { nearlyApplied } from './nearly.ts';
import { linesOf } from './page-lines.ts';
import { pointsOf } from './page-points.ts';
import { rewardsOf } from './page-rewards.ts';
import { reasonIn } from './reason.ts';
import type { RuleTitle } from './titles.ts';
import { fill, type Key, words } from './words.ts';

export interface ExplainedSale {
  readonly row: Omit<ReceiptRow, 'reply' | 'attached' | 'input' | 'effects' | 'returned'>;
  /** As committed, or as attached since. */
  readonly reply: CommittedReceipt;
  readonly wasAttached: boolean;
  readonly input: EvaluationInput;
  readonly effects: SaleEffects;
  /** What was stored evaluated again, with a trace and nudges. */
  readonly evaluation: Evaluation;
  /** All that came back since; absent: nothing. */
  readonly back?: ReturnShare;
  readonly titles: ReadonlyMap<string, RuleTitle>;
  readonly measures: Measures;
  readonly redeemedAsTender: boolean;
}

/** What the parts of a page are written with. */
export interface Pen {
  readonly language: Language;
  readonly figures: Figures;
  say(key: Key, values?: Readonly<Record<string, string | undefined>>): string;
  /** What the programme calls a rule. */
  rule(code: string): string;
}

export function penOf(language: Language, measures: Measures, titles: ReadonlyMap<string, RuleTitle>): Pen {
  const { points, texts } = words[language];
  return {
    language,
    figures: figuresOf(language, measures, points),
    say: (key, values = {}) => fill(texts[key], values as Record<string, string>),
    rule(code) {
      const title = titles.get(code)?.title;
      return title === undefined ? code : fill(texts.titled, { title, code });
    },
  };
}

export function explainSale(sale: ExplainedSale, language: Language): string {
  const pen = penOf(language, sale.measures, sale.titles);
  const parts = [headOf(sale, pen), linesOf(sale, pen), pointsOf(sale, pen), ...rewardsOf(sale, pen)];
  const near = sale.row.state === 'committed' ? nearOf(sale, pen) : [];
  return `${[...parts, varianceOf(sale, pen), backOf(sale, pen), near]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

function headOf({ row, input, wasAttached }: ExplainedSale, { say, figures }: Pen): string[] {
  const { number, store, till, businessTime, businessDay, committedAt, programme, version, state } = row;
  return [
    say('sale', { number }),
    say('place', { store, till, at: figures.moment(businessTime), day: businessDay }),
    say('committed', { at: figures.moment(committedAt), programme, version: `${version}` }),
    ...(state === 'cancelled' ? [say('cancelled')] : []),
    ...(wasAttached ? [say('attached')] : input.member === undefined ? [say('nobody')] : []),
  ];
}

function varianceOf({ reply: { variance } }: ExplainedSale, { say, figures }: Pen): string[] {
  if (variance === undefined) return [];
  const { money } = figures;
  return [
    say('varianceHead'),
    ...variance.lines.map(({ line, charged, evaluated, difference }) => {
      const amounts = { charged: money(charged), evaluated: money(evaluated), difference: money(difference) };
      return say('variance', { line: `${line}`, ...amounts });
    }),
  ];
}

function backOf({ back, input }: ExplainedSale, { say, figures }: Pen): string[] {
  if (back === undefined) return [];
  const names = new Map(input.receipt.lines.map(({ line, name, sku }) => [line, name ?? sku]));
  const { money, points, quantity } = figures;
  return [
    say('backHead'),
    ...back.lines.map((line) =>
      say('back', {
        line: `${line.line}`,
        name: names.get(line.line) ?? line.sku,
        quantity: quantity(line.quantity),
        amount: money(line.refund),
        returned: points(line.pointsReturned),
        taken: points(line.pointsTaken),
      }),
    ),
    say('backTogether', { amount: money(back.refund) }),
  ];
}

function nearOf({ evaluation, titles }: ExplainedSale, pen: Pen): string[] {
  const { say, rule, figures, language } = pen;
  const nudges = evaluation.nudges.map((nudge) => {
    const values = { rule: rule(nudge.rule), reason: nudge.texts[language], gain: figures.money(nudge.gain) };
    return nudge.gain > 0 ? say('nudge', values) : say('near', values);
  });
  const others = nearlyApplied(evaluation).map(({ rule: code, reason }) =>
    say('near', { rule: rule(code), reason: reasonIn(reason, titles.get(code)?.price === true, pen) }),
  );
  const near = [...nudges, ...others];
  return [say('nearHead'), ...(near.length === 0 ? [say('noNear')] : near)];
}
