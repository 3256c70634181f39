/** Parties as Redis has them, else as Postgres does. Those asked for in one moment are one trip to either. */
import { coalesced } from '../coalesce.ts';
import type { Database } from '../database.ts';
import type { Gate } from '../gate/gate.ts';
import { loadParties } from './load.ts';
import type { PartySnapshot } from './party.ts';

export interface PartyReader {
  /** `fresh` asks Postgres in any case. Throws where there is no such party: it was named by a member. */
  read(party: number, fresh?: boolean): Promise<PartySnapshot>;
}

export function createPartyReader(database: Database, gate: Pick<Gate, 'read' | 'refresh'>): PartyReader {
  const load = async (ids: readonly number[]) =>
    new Map((await loadParties(database, ids)).map((snapshot) => [snapshot.party, snapshot]));
  const fromPostgres = coalesced(load);
  const missed = coalesced(async (ids: readonly number[]) => {
    const loaded = await load(ids);
    void gate.refresh([...loaded.values()]);
    return loaded;
  });
  return {
    async read(party, fresh = false) {
      const cached = fresh ? undefined : (await gate.read([party])).get(party);
      const snapshot = cached ?? (await (fresh ? fromPostgres : missed)([party])).get(party);
      if (snapshot === undefined) throw new Error(`party ${party} is gone`);
      return snapshot;
    },
  };
}
