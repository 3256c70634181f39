/**
 * A receipt that is committed is answered with its reply, whatever has become of its quote, hold, card or programme
 * since: so before a refusal goes out, it is asked whether the ledger has the receipt.
 */
import type { ReceiptKey } from '../../../ledger/committer/commands.ts';
import { findReceiptKey, readReceipts } from '../../../ledger/receipts/read.ts';
import { type ErrorCode, refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { type Answer, unlessAnswered } from './outcome.ts';

export function unlessKnown(
  { database }: Pick<Parts, 'database'>,
  key: ReceiptKey,
  fingerprint: Buffer,
  work: () => Promise<Answer>,
): Promise<Answer> {
  return unlessAnswered(work, async () => {
    const found = await findReceiptKey(database, key);
    if (found === undefined) return undefined;
    const name = `${key.kind} ${key.number} of till ${key.till} on ${key.businessDay}`;
    if (found.receipt === undefined) refuseNumber('receipt_cancelled', name, 'was cancelled before it arrived');
    if (found.fingerprint?.equals(fingerprint) !== true) {
      refuseNumber('receipt_conflict', name, `is committed with other contents, as receipt ${found.receipt}`);
    }
    const [row] = await readReceipts(database, [found.receipt]);
    if (row === undefined) throw new Error(`receipt ${found.receipt} of a key is missing`);
    if (row.state === 'cancelled') refuseNumber('receipt_cancelled', name, 'was cancelled');
    return row.reply;
  });
}

function refuseNumber(code: ErrorCode, name: string, message: string): never {
  refuse(code, `${name} ${message}`, { errors: [{ path: '/number', message }] });
}
