/** What a test sees of the ledger behind the committer's back. */
import type { Database } from '../../database.ts';
import { loadParties } from '../../parties/load.ts';
import { readBudgets } from '../../receipts/budgets.ts';
import { budgetKey, welcomeKey } from './honest-rules.ts';

interface Owner {
  readonly party: number;
}

export function looksInto(pool: Database) {
  return {
    /** How much of the campaign's budget is used. */
    async budget(): Promise<number> {
      return (await readBudgets(pool, [budgetKey])).get(budgetKey) ?? 0;
    },
    /** How often the member was welcomed. */
    async welcomed({ party }: Owner): Promise<number> {
      return (await loadParties(pool, [party]))[0]?.state.facts.limits[welcomeKey] ?? 0;
    },
    /** How often somebody has waited in this database for a deadlock to be found. */
    async deadlocks(): Promise<number | undefined> {
      const { rows } = await pool.query<{ deadlocks: number }>(
        'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      );
      return rows[0]?.deadlocks;
    },
    async purchases({ party }: Owner): Promise<number> {
      return (await loadParties(pool, [party]))[0]?.state.facts.purchases ?? 0;
    },
    /** "posted held pending debt" of a party, as Postgres has it. */
    async balance({ party }: Owner): Promise<string> {
      const [snapshot] = await loadParties(pool, [party]);
      const { purses = {}, debt = 0 } = snapshot?.state ?? {};
      const total = (of: 'posted' | 'held' | 'pending'): number =>
        Object.values(purses).reduce((sum, purse) => sum + purse[of], 0);
      return `${total('posted')} ${total('held')} ${total('pending')} ${debt}`;
    },
  };
}
