import type { Queryable } from '../../../ledger/database.ts';
import { findMember } from '../../../ledger/members/member.ts';
import { listOperations } from '../../../ledger/members/operations.ts';
import { refuse } from '../../contract/errors.ts';
import type { WireOperation } from '../../contract/member.ts';
import { pageSize } from '../../contract/paging.ts';
import { pageOf } from '../page.ts';

/** What happened to the points of a member's party, newest first. Refuses member_not_found. */
export async function memberOperations(
  database: Queryable,
  id: string,
  { before, limit = pageSize }: { readonly before?: number; readonly limit?: number },
): Promise<{ operations: WireOperation[]; next?: number }> {
  const member = await findMember(database, id);
  if (member === undefined) refuse('member_not_found', 'No member has this id.');
  const page = pageOf(
    await listOperations(database, member.party, { before, limit: limit + 1 }),
    limit,
    ({ seq }) => seq,
  );
  const operations = page.rows.map(({ amount, ...operation }) => ({ ...operation, points: amount }));
  return { operations, ...(page.next !== undefined && { next: page.next }) };
}
