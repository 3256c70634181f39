/** Codes of many certificates at once: made of the batch's id, so that whoever lost the list can ask for it again. */
import { certificateOf } from './code.ts';

/** @param ordinal from 0 */
export function codeOfBatch(key: Buffer, batch: string, ordinal: number): string {
  return certificateOf(key, 'batch', batch, ordinal);
}

export function* codesOfBatch(key: Buffer, batch: string, count: number): Generator<string> {
  for (let ordinal = 0; ordinal < count; ordinal += 1) yield codeOfBatch(key, batch, ordinal);
}

/** The list as CSV, some thousand lines at a time. */
export function* csvOfBatch(codes: Iterable<string>, terms: BatchTerms): Generator<string> {
  const { amount, currency, expireAfter = '', expiresAt } = terms;
  const rest = `,${amount},${currency},${expireAfter},${expiresAt === undefined ? '' : new Date(expiresAt).toISOString()}\n`;
  let text = 'code,amount,currency,expireAfter,expiresAt\n';
  for (const code of codes) {
    text += code + rest;
    if (text.length < chunkCharacters) continue;
    yield text;
    text = '';
  }
  yield text;
}

interface BatchTerms {
  readonly amount: number;
  readonly currency: string;
  readonly expireAfter?: string;
  readonly expiresAt?: number;
}

const chunkCharacters = 65_536;
