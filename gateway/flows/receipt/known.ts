/**
 * A receipt that is committed is answered with its reply, whatever has become of its quote, hold, card or programme
 * since: so before anything is refused, it is asked whether the ledger has it.
 */
import type { ReceiptKey } from '../../../ledger/committer/commands.ts';
import { findReceiptKey, readReceipts } from '../../../ledger/receipts/read.ts';
import { RefusalError } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import type { Answer } from './outcome.ts';

export async function unlessKnown(
  { database }: Pick<Parts, 'database'>,
  key: ReceiptKey,
  fingerprint: Buffer,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const found = await findReceiptKey(database, key);
    if (found?.receipt === undefined || found.fingerprint?.equals(fingerprint) !== true) throw error;
    const [row] = await readReceipts(database, [found.receipt]);
    if (row === undefined || row.state === 'cancelled') throw error;
    return { body: row.reply, replayed: true };
  }
}
