/**
 * Where something happens that is no purchase, and under which programme. In a store it is the store's. What happens in
 * none (a registration by the call centre, a birthday) happens under the programme `main`, or under the only one that is
 * published.
 */
import { findStore } from '../../../ledger/network/stores.ts';
import type { Store } from '../../../rules/model/receipt.ts';
import type { Credential } from '../../access/credential.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import type { ProgrammeVersion } from '../../programmes.ts';
import { currentProgramme, storeOf } from '../receipt/arrival.ts';

export interface Venue {
  /** Without code: in no store. */
  readonly store: Store;
  readonly programme: ProgrammeVersion;
}

const homeCode = 'main';

function homeProgramme({ programmes }: Pick<Parts, 'programmes'>): ProgrammeVersion | undefined {
  const all = programmes.published();
  return all.find(({ code }) => code === homeCode) ?? (all.length === 1 ? all[0] : undefined);
}

/** In no store, by the programme's own clock. */
export function nowhere(programme: ProgrammeVersion): Venue {
  return { store: { code: '', timezone: programme.timezone, attributes: {} }, programme };
}

export function homeVenue(parts: Pick<Parts, 'programmes'>): Venue | undefined {
  const programme = homeProgramme(parts);
  return programme && nowhere(programme);
}

/** Refuses store_not_found and no_programme. */
export async function venueIn(parts: Parts, code: string): Promise<Venue> {
  const found = await findStore(parts.database, code);
  if (found === undefined) {
    refuse('store_not_found', `There is no store ${code}.`, { errors: [{ path: '/store', message: 'is not known' }] });
  }
  return { store: storeOf(found), programme: currentProgramme(parts, found) };
}

/** Of a till's or a shop's own store, else of the one named, else nowhere. Refuses till_mismatch as well. */
export async function venueOf(parts: Parts, credential: Credential, named: string | undefined): Promise<Venue> {
  const own = credential.till === undefined ? undefined : await parts.directory.till(credential.till);
  const ownStore = own?.store.code ?? credential.store;
  if (named !== undefined && ownStore !== undefined && named !== ownStore) {
    refuse('till_mismatch', `This key is of store ${ownStore}; the request names ${named}.`, {
      errors: [{ path: '/store', message: `must be ${ownStore} or absent` }],
    });
  }
  const store = ownStore ?? named;
  if (own !== undefined) return { store: storeOf(own.store), programme: currentProgramme(parts, own.store) };
  if (store !== undefined) return venueIn(parts, store);
  return (
    homeVenue(parts) ??
    refuse('no_programme', `Name a store: of several programmes none is called ${homeCode}.`, {
      errors: [{ path: '/store', message: 'says which programme it is under' }],
    })
  );
}
