/** Finds a committed receipt by what a till knows of it, and makes sure that the caller may touch it. */
import type { ReceiptKey, ReturnPart } from '../../../ledger/committer/commands.ts';
import { couponsOfSale } from '../../../ledger/receipts/effects.ts';
import { findReceiptKey, readReceipts } from '../../../ledger/receipts/read.ts';
import { certificatesOf, type ReceiptRow } from '../../../ledger/receipts/receipt-row.ts';
import type { ReceiptReference } from '../../contract/common.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { thousandths } from './decode.ts';

export function keyOfRow(row: ReceiptRow): ReceiptKey {
  return { till: row.till, businessDay: row.businessDay, number: row.number, kind: row.kind };
}

/** By id, or by till, businessDay and number; `path` is where the reference stands. Refuses receipt_not_found, invalid_request. */
export async function findReceipt(
  { database }: Pick<Parts, 'database'>,
  reference: ReceiptReference,
  { kind = 'sale', path = '/receipt' }: { readonly kind?: 'sale' | 'return' | undefined; readonly path?: string } = {},
): Promise<ReceiptRow> {
  const row = await lookUp(database, reference, kind, path);
  if (row !== undefined) return row;
  const { id, till, businessDay, number } = reference;
  const name = id === undefined ? `${kind} ${number} of till ${till} on ${businessDay}` : `receipt ${id}`;
  refuse('receipt_not_found', `there is no ${name}`, { errors: [{ path, message: 'is not there' }] });
}

/** Only a sale is cancelled or attached. */
export function refuseReturn(id: string, path: string): never {
  refuse('not_a_sale', `receipt ${id} is a return`, { errors: [{ path, message: 'is a return' }] });
}

async function lookUp(
  database: Parts['database'],
  reference: ReceiptReference,
  kind: 'sale' | 'return',
  path: string,
): Promise<ReceiptRow | undefined> {
  const { id, till, businessDay, number } = reference;
  const byKey = till !== undefined || businessDay !== undefined || number !== undefined;
  if (id !== undefined && !byKey) return (await readReceipts(database, [id]))[0];
  if (id !== undefined || till === undefined || businessDay === undefined || number === undefined) {
    refuse('invalid_request', `${path}: name the receipt either by its id, or by till, businessDay and number`, {
      errors: [{ path, message: 'must have either id, or till, businessDay and number' }],
    });
  }
  const key = await findReceiptKey(database, { till, businessDay, number, kind });
  return key?.receipt === undefined ? undefined : (await readReceipts(database, [key.receipt]))[0];
}

/** The version a receipt was made under, whatever has become of it since. */
export async function programmeOf({ programmes }: Pick<Parts, 'programmes'>, row: ReceiptRow) {
  const version = await programmes.find(row.programme, row.version);
  if (version === undefined)
    throw new Error(`version ${row.version} of ${row.programme} is gone; receipt ${row.id} has it`);
  return version;
}

/**
 * The sale that goods come back of, whose programme decides how. Goods may come back in any store of the chain: what is
 * checked is the till that takes them.
 */
export async function returnPart(
  parts: Pick<Parts, 'database' | 'programmes'>,
  reference: ReceiptReference,
  lines: readonly { readonly line: number; readonly quantity: number }[],
  path: string,
): Promise<{ part: ReturnPart; row: ReceiptRow }> {
  const row = await findReceipt(parts, reference, { path: `${path}/receipt` });
  const { currency, policy, facts } = await programmeOf(parts, row);
  const part: ReturnPart = {
    receipt: row.id,
    key: keyOfRow(row),
    ...(row.party !== undefined && { party: row.party }),
    certificates: certificatesOf(row),
    path,
    lines: lines.map(({ line, quantity }, index) => ({
      line,
      quantity: thousandths(quantity, `${path}/lines/${index}/quantity`),
    })),
    currency,
    policy,
    facts,
    coupons: couponsOfSale(JSON.parse(row.effects)),
  };
  return { part, row };
}
