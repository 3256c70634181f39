/**
 * That the figures are of work that was really done: each receipt that was sent is in the database once, one in five of
 * them spent points, and the ledger is in order.
 */
import { redeemEvery } from '../load/receipts.ts';
import { withClient } from '../setup/databases.ts';
import { tillgate } from '../setup/tillgate.ts';

export interface Counts {
  readonly receipts: number;
  /** Of them, those that points paid a part of. */
  readonly redeeming: number;
}

export async function countReceipts(url: string): Promise<Counts> {
  return withClient(url, async (client) => {
    const { rows: there } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('receipts') IS NOT NULL AS there`,
    );
    if (there[0]?.there !== true) return { receipts: 0, redeeming: 0 };
    const { rows } = await client.query<{ receipts: string; redeeming: string }>(
      'SELECT count(*) AS receipts, count(*) FILTER (WHERE redeemed > 0) AS redeeming FROM receipts',
    );
    return { receipts: Number(rows[0]?.receipts), redeeming: Number(rows[0]?.redeeming) };
  });
}

/** @param sent of each load that committed receipts, how many it sent. @returns what does not agree, in words */
export function compare(name: string, before: Counts, after: Counts, sent: readonly number[]): string[] {
  const expected: Counts = {
    receipts: sent.reduce((sum, count) => sum + count, 0),
    redeeming: sent.reduce((sum, count) => sum + Math.floor(count / redeemEvery), 0),
  };
  return (['receipts', 'redeeming'] as const).flatMap((what) => {
    const found = after[what] - before[what];
    if (found === expected[what]) return [];
    const words = what === 'receipts' ? 'receipts' : 'receipts that points paid a part of';
    return [`${name}: ${expected[what]} ${words} were sent, ${found} are in the database`];
  });
}

/** "the ledger is in order"; throws StartError with the findings otherwise. */
export function audit(databaseUrl: string): Promise<string> {
  return tillgate(['audit'], databaseUrl);
}
