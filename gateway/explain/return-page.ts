/** A committed return on one page: what came back, what was refunded, and what became of its points. */
import type { ReceiptRow } from '../../ledger/receipts/receipt-row.ts';
import type { Language } from '../../rules/model/language.ts';
import type { CommittedReturn } from '../contract/return.ts';
import type { Measures } from './figures.ts';
import { penOf } from './sale-page.ts';

export interface ExplainedReturn {
  readonly row: Omit<ReceiptRow, 'reply' | 'attached' | 'input' | 'effects' | 'returned'>;
  readonly reply: CommittedReturn;
  readonly measures: Measures;
}

export function explainReturn({ row, reply, measures }: ExplainedReturn, language: Language): string {
  const { say, figures } = penOf(language, measures, new Map());
  const { money, points, quantity, moment } = figures;
  const { number, store, till, businessTime, businessDay, committedAt, programme, version } = row;
  const head = [
    say('return', { number }),
    ...(row.original === undefined ? [] : [say('ofSale', { receipt: row.original })]),
    say('place', { store, till, at: moment(businessTime), day: businessDay }),
    say('committed', { at: moment(committedAt), programme, version: `${version}` }),
  ];
  const lines = reply.lines.map((line) =>
    say('back', {
      line: `${line.line ?? '-'}`,
      name: line.sku,
      quantity: quantity(Math.round(line.quantity * 1000)),
      amount: money(line.refund),
      returned: points(line.pointsReturned),
      taken: points(line.pointsTaken),
    }),
  );
  const { refund, withheld = 0, pointsReturned, pointsTaken, debt } = reply;
  const sums = [
    say('refund', { amount: money(refund) }),
    ...(withheld > 0 ? [say('withheld', { amount: money(withheld) })] : []),
    ...(pointsReturned > 0 ? [say('given', { points: points(pointsReturned) })] : []),
    ...(pointsTaken > 0 ? [say('taken', { points: points(pointsTaken) })] : []),
    ...(debt > 0 ? [say('debt', { points: points(debt) })] : []),
  ];
  return `${[head, lines, sums].map((part) => part.join('\n')).join('\n\n')}\n`;
}
