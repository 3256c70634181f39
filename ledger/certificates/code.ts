/**
 * Codes of certificates: 16 characters of 32 (Crockford's alphabet, without I, L, O and U), 80 bits that nobody guesses.
 * One made for something that may be asked for twice is a keyed hash of it: a retry makes the same.
 */
import { createHmac, randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 16;

/** However it was typed: capitals, without the blanks and hyphens that make it readable on paper. */
export function normalCertificate(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '');
}

export function randomCertificate(): string {
  return encoded(randomBytes(characters));
}

/** The code of what `parts` name, the same whenever it is asked for. */
export function certificateOf(key: Buffer, ...parts: readonly (string | number)[]): string {
  return encoded(
    createHmac('sha256', key)
      .update(JSON.stringify(['certificate', ...parts]))
      .digest(),
  );
}

/** Five bits of each byte, which are as random as the byte. */
function encoded(bytes: Buffer): string {
  return Array.from(bytes.subarray(0, characters), (byte) => alphabet[byte & 31]).join('');
}
