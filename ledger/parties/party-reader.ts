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
  const present = (party: number, snapshot: PartySnapshot | undefined): PartySnapshot => {
    if (snapshot === undefined) throw new Error(`party ${party} is gone`);
    return snapshot;
  };
  const ask = (from: typeof missed, party: number): Promise<PartySnapshot> =>
    from([party]).then((found) => present(party, found.get(party)));
  return {
    read(party, fresh = false) {
      if (fresh) return ask(fromPostgres, party);
      return gate.read([party]).then((cached) => cached.get(party) ?? ask(missed, party));
    },
  };
}
