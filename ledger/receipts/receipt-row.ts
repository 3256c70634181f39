import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Returned, SaleEffects } from './effects.ts';
import { packContents } from './packed/contents.ts';
import type { SoldReceipt } from './return-share.ts';

/** A row of `receipts`. Times are epoch ms; texts are JSON as stored. */
export interface ReceiptRow {
  readonly id: string;
  readonly kind: 'sale' | 'return';
  readonly state: 'committed' | 'cancelled';
  readonly till: string;
  readonly store: string;
  readonly businessDay: string;
  readonly number: string;
  readonly businessTime: number;
  readonly committedAt: number;
  readonly party?: number;
  readonly member?: string;
  readonly programme: string;
  readonly version: number;
  readonly original?: string;
  readonly gross: number;
  readonly discount: number;
  readonly redeemed: number;
  readonly net: number;
  readonly earned: number;
  readonly reply: string;
  /** The reply with the points of the member it was attached to later. */
  readonly attached?: string;
  readonly input?: string;
  readonly effects: string;
  /** Reply and input of a sale as they are stored, packed. Absent in older rows, and in those of returns. */
  readonly contents?: Buffer;
  readonly returned?: string;
}

/** Before it is written it needs no texts of what is packed. */
export type NewReceiptRow = Omit<ReceiptRow, 'reply'> & Partial<Pick<ReceiptRow, 'reply'>>;

/** The row with another input, kept as it keeps the one it has. */
export function withInput(row: ReceiptRow, input: EvaluationInput): ReceiptRow {
  const contents = row.contents && packContents({ reply: JSON.parse(row.reply), input });
  return { ...row, input: JSON.stringify(input), ...(contents !== undefined && { contents }) };
}

/** The part of a stored reply that returns read; the rest is the gateway's business. Quantities in units. */
interface StoredReply {
  readonly lines: readonly {
    readonly line: number;
    readonly gross: number;
    readonly net: number;
    readonly redeemed: number;
    readonly units: readonly { readonly quantity: number; readonly net: number }[];
    readonly adjustments: readonly { readonly rule: string; readonly amount: number }[];
  }[];
}

export interface StoredSale {
  readonly sold: SoldReceipt;
  readonly input: EvaluationInput;
  readonly effects: SaleEffects;
  readonly returned: Returned;
}

export function readSale(row: ReceiptRow, redeemedAsTender: boolean): StoredSale {
  if (row.input === undefined) throw new Error(`receipt ${row.id} keeps no input`);
  const reply = JSON.parse(row.reply) as StoredReply;
  const input = JSON.parse(row.input) as EvaluationInput;
  const effects = JSON.parse(row.effects) as SaleEffects;
  const returned = row.returned === undefined ? {} : (JSON.parse(row.returned) as Returned);
  const articles = new Map(input.receipt.lines.map((line) => [line.line, line]));
  const lines = reply.lines.map((line) => {
    const article = articles.get(line.line);
    if (article === undefined) throw new Error(`receipt ${row.id}: line ${line.line} is not in its input`);
    return {
      line: line.line,
      sku: article.sku,
      // A line that has only an amount counts as one unit, on the slip and when it comes back.
      quantity: article.quantity === 0 ? 1000 : article.quantity,
      counted: article.amount < 0 ? 0 : article.quantity,
      gross: line.gross,
      net: line.net,
      redeemed: line.redeemed,
      units: line.units.map((unit) => ({ quantity: Math.round(unit.quantity * 1000), net: unit.net })),
      adjustments: line.adjustments,
    };
  });
  return { sold: { lines, effects, redeemedAsTender }, input, effects, returned };
}

/** The certificates that are touched when a sale comes back or is voided: those that paid it, were sold or came with it. */
export function certificatesOf({ effects }: Pick<ReceiptRow, 'effects'>): readonly string[] {
  const { certificates = [], activated = [], issued = [] } = JSON.parse(effects) as Partial<SaleEffects>;
  return [...certificates.map(({ code }) => code), ...activated.map(({ code }) => code), ...issued];
}
