/**
 * Codes that nobody can guess: 80 bits in 16 letters and digits of Crockford's base 32, which has no I, L, O and U, so
 * that nobody takes one for another. They follow from a secret and from what they are made for, so that what is made
 * again after a crash is the same.
 *
 * Codes of a batch are the key stream of AES-256 in counter mode, ten bytes each; a reward's code is an HMAC.
 */
import { createCipheriv, createHmac } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeBytes = 10;
const blockBytes = 16;

/** A reward's code: of the receipt or occasion, the rule and its place among that one's rewards. */
export function rewardCode(secret: Buffer, id: string, rule: string, place: number): string {
  const text = JSON.stringify(['coupon reward', id, rule, place]);
  return written(createHmac('sha256', secret).update(text).digest(), 0);
}

/** The code of a batch that is a member's: whatever order members are named in when the batch is taken up again. */
export function memberCode(secret: Buffer, batch: string, member: string, place: number): string {
  const text = JSON.stringify(['coupon batch', batch, member, place]);
  return written(createHmac('sha256', secret).update(text).digest(), 0);
}

/** `count` codes of a batch, from number `from` on. */
export function batchCodes(secret: Buffer, batch: string, from: number, count: number): string[] {
  const key = createHmac('sha256', secret)
    .update(JSON.stringify(['coupon batch', batch]))
    .digest();
  const start = from * codeBytes;
  const counter = Buffer.alloc(blockBytes);
  counter.writeBigUInt64BE(BigInt(Math.floor(start / blockBytes)), 8);
  const skipped = start % blockBytes;
  const stream = createCipheriv('aes-256-ctr', key, counter).update(Buffer.alloc(skipped + count * codeBytes));
  return Array.from({ length: count }, (_, index) => written(stream, skipped + index * codeBytes));
}

/** Eighty bits as sixteen digits of five. */
function written(bytes: Buffer, at: number): string {
  let code = '';
  for (let half = 0; half < 2; half += 1) {
    // Forty bits are exact in a number.
    let bits = bytes.readUIntBE(at + half * 5, 5);
    let digits = '';
    for (let digit = 0; digit < 8; digit += 1) {
      digits = alphabet.charAt(bits % 32) + digits;
      bits = Math.floor(bits / 32);
    }
    code += digits;
  }
  return code;
}

/** What was meant where somebody wrote a letter that no code has: O is 0, I and L are 1. Undefined: nothing else can be meant. */
export function codeMeant(code: string): string | undefined {
  if (!/^[0-9A-TV-Z]{16}$/.test(code) || !/[ILO]/.test(code)) return undefined;
  return code.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
