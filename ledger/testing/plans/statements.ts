/** Every statement of the ledger, and how much of the database it may look at. */
import type { Database } from '../../database.ts';
import { adjustStatements } from './adjust.ts';
import { committerStatements } from './committer.ts';
import { officeStatements } from './office.ts';
import { referenceStatements } from './reference.ts';
import { rewardsStatements } from './rewards.ts';
import { array, type Case, sampleOf } from './sample.ts';

/** By path; `null`: reads tables that are tiny, or everything on purpose. */
export async function statements(pool: Database, months: number): Promise<Readonly<Record<string, Case | null>>> {
  const sample = await sampleOf(pool, months);
  return {
    ...committerStatements(sample),
    ...rewardsStatements(sample),
    ...adjustStatements(sample),
    ...officeStatements(sample),
    ...referenceStatements({ members: sample.members, early: sample.early, array }),
  };
}
