/** What every call with a receipt begins with: whose till, which moment, which day, which programme, which member. */
import type { ReceiptKey } from '../../../ledger/committer/commands.ts';
import type { Store } from '../../../rules/model/receipt.ts';
import type { Credential } from '../../access/credential.ts';
import type { Place, StorePlace } from '../../access/directory.ts';
import { tillOf } from '../../access/till-of.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import type { ProgrammeVersion } from '../../programmes.ts';
import { businessDayOf, checkSkew, parsedTime } from './business-time.ts';

export interface Arrival {
  readonly place: Place;
  /** Epoch ms. */
  readonly businessTime: number;
  readonly businessDay: string;
}

/** Says where and when; `checkArrival` says whether that may be, once a receipt that is known already has been ruled out. */
export async function arrive(
  { directory }: Pick<Parts, 'directory'>,
  credential: Credential,
  body: { till?: string; businessDay?: string; businessTime: string },
): Promise<Arrival> {
  const place = await tillOf(directory, credential, body.till);
  const businessTime = parsedTime(body.businessTime);
  return { place, businessTime, businessDay: body.businessDay ?? businessDayOf(businessTime, place.store.timezone) };
}

export function checkArrival(
  { now }: Pick<Parts, 'now'>,
  credential: Credential,
  arrival: Arrival,
  offline = false,
): void {
  checkSkew(arrival.businessTime, now(), credential.role, offline);
}

export function keyOf({ place, businessDay }: Arrival, number: string, kind: 'sale' | 'return'): ReceiptKey {
  return { till: place.till, businessDay, number, kind };
}

/** The store as rules see it. */
export function storeOf({ code, region, timezone, attributes }: StorePlace): Store {
  return { code, timezone, attributes, ...(region !== undefined && { region }) };
}

/** The version a receipt is priced under: the one its quote names, else the store's current one. */
export async function programmeFor(
  { programmes }: Pick<Parts, 'programmes'>,
  store: StorePlace,
  quoted?: { readonly code: string; readonly version: number },
): Promise<ProgrammeVersion> {
  if (quoted === undefined) {
    const current = programmes.current(store.programme);
    if (current === undefined)
      refuse('no_programme', `store ${store.code} prices under ${store.programme}, of which no version is published`);
    return current;
  }
  const version = await programmes.get(quoted.code, quoted.version);
  if (version === 'revoked') {
    refuse('programme_revoked', `version ${quoted.version} of ${quoted.code} was revoked; ask for a new quote`);
  }
  if (version === undefined) throw new Error(`version ${quoted.version} of ${quoted.code} was quoted and is not there`);
  return version;
}
