import { randomInt } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';

const selectFree = sqlFile('ledger/members/free-card-numbers.sql');

/** A number that no card has: 16 digits from 29 (a chain's own range) with a check digit by Luhn, for scanners. */
export async function freeCardNumber(client: Queryable): Promise<string> {
  const candidates = Array.from({ length: 8 }, () => {
    const digits = `29${String(randomInt(10_000_000)).padStart(7, '0')}${String(randomInt(1_000_000)).padStart(6, '0')}`;
    return digits + checkDigit(digits);
  });
  const { rows } = await client.query<{ number: string }>({ ...selectFree, values: [candidates] });
  const free = rows[0];
  if (free === undefined) throw new Error(`${candidates.length} random card numbers are all taken`);
  return free.number;
}

/** The digit that makes a Luhn sum (ISO/IEC 7812-1, annex B) end in zero. */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}
