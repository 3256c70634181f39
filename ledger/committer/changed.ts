import type { PartySnapshot } from '../parties/party.ts';
import { type BatchRows, writtenState } from './batch-rows.ts';
import type { Changed } from './ports.ts';

/** What is otherwise once a batch is committed. */
export function changedBy(rows: BatchRows): Changed {
  const snapshots: PartySnapshot[] = [];
  const outdated: [number, number][] = [];
  for (const party of rows.changedParties()) {
    const { id, version, seq } = party.open;
    if (party.members === undefined) outdated.push([id, version]);
    else snapshots.push({ party: id, version, seq, ...writtenState(party), members: party.members });
  }
  return { snapshots, outdated, budgets: rows.budgets.changed() };
}
