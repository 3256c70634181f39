import type { CancelCommand, ReceiptKey } from '../../ledger/committer/commands.ts';
import { couponsOfSale } from '../../ledger/receipts/effects.ts';
import { findReceiptKey, readReceipts } from '../../ledger/receipts/read.ts';
import { certificatesOf } from '../../ledger/receipts/receipt-row.ts';
import { compilePointsPolicy } from '../../rules/compile/points-policy.ts';
import { programDefaults } from '../../rules/program/defaults.ts';
import type { Credential } from '../access/credential.ts';
import type { Place } from '../access/directory.ts';
import { refuseUnlessOwn, tillOf } from '../access/till-of.ts';
import type { WireCancel } from '../contract/cancel.ts';
import { refuse } from '../contract/errors.ts';
import type { Parts } from '../parts.ts';
import { originOf } from './receipt/arrival.ts';
import { businessDayOf } from './receipt/business-time.ts';
import { findReceipt, keyOfRow, programmeOf, refuseReturn } from './receipt/find.ts';
import { type Answer, commitWith } from './receipt/outcome.ts';

const noProgramme = { currency: programDefaults.currency, policy: compilePointsPolicy({}), facts: { counters: [] } };

/** Voids a sale of the store's current business day; by its key also before it arrives. */
export async function cancel(parts: Parts, credential: Credential, body: WireCancel): Promise<Answer> {
  const { key, place } = await keyToCancel(parts, credential, body);
  const { store } = place;
  const today = businessDayOf(parts.now(), store.timezone);
  return commitWith(parts, async (): Promise<CancelCommand> => {
    const found = await findReceiptKey(parts.database, key);
    const [row] = found?.receipt === undefined ? [] : await readReceipts(parts.database, [found.receipt]);
    // Undone by the rules it was made under; of what has not arrived there is nothing to undo.
    const rules = row === undefined ? noProgramme : await programmeOf(parts, row);
    return {
      kind: 'cancel',
      key,
      origin: originOf(store, rules),
      today,
      ...(row?.party !== undefined && { party: row.party }),
      ...(row !== undefined && { certificates: certificatesOf(row) }),
      ...(row !== undefined && { coupons: couponsOfSale(JSON.parse(row.effects)) }),
    };
  });
}

async function keyToCancel(
  parts: Parts,
  credential: Credential,
  body: WireCancel,
): Promise<{ key: ReceiptKey; place: Place }> {
  const byKey = body.till !== undefined || body.businessDay !== undefined || body.number !== undefined;
  if (body.id !== undefined && byKey) {
    refuse('invalid_request', 'name the receipt either by its id or by its number', {
      errors: [{ path: '/id', message: 'must be absent with till, businessDay or number' }],
    });
  }
  if (body.id !== undefined) {
    const row = await findReceipt(parts, { id: body.id }, { path: '/id' });
    refuseUnlessOwn(credential, row);
    if (row.kind !== 'sale') refuseReturn(row.id, '/id');
    return { key: keyOfRow(row), place: await tillOf(parts.directory, credential, row.till) };
  }
  if (body.number === undefined) {
    refuse('invalid_request', 'name the receipt by its id or its number', {
      errors: [{ path: '/number', message: 'is required without id' }],
    });
  }
  const place = await tillOf(parts.directory, credential, body.till);
  const businessDay = body.businessDay ?? businessDayOf(parts.now(), place.store.timezone);
  return { key: { till: place.till, businessDay, number: body.number, kind: 'sale' }, place };
}
