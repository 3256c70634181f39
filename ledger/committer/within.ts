/**
 * Decides a command in somebody else's transaction, about a party that this transaction has made: who registers is
 * welcomed in the same one, so that neither is ever without the other. Whoever calls it holds no row that a batch locks
 * before its parties.
 */
import type { Queryable } from '../database.ts';
import { BatchRows } from './batch-rows.ts';
import type { Command } from './commands.ts';
import { decide } from './decide/index.ts';
import type { Outcome } from './outcome.ts';
import type { Ports } from './ports.ts';
import { writesOf } from './write.ts';

/** A refusal has written nothing. */
export async function decideWithin(client: Queryable, command: Command, ports: Ports): Promise<Outcome> {
  const rows = await BatchRows.lock(client, [command], [], true);
  const { outcome, changes } = await decide(command, rows, ports);
  if (changes === undefined) return outcome;
  await rows.accept(changes);
  for (const statement of [...writesOf(rows, []), ...rows.budgets.drawing()]) await client.query(statement);
  return outcome;
}
