/** What every call with a receipt begins with: whose till, which moment, which day, which programme, which member. */
import type { Origin, ReceiptKey } from '../../../ledger/committer/commands.ts';
import type { Store } from '../../../rules/model/receipt.ts';
import type { Credential } from '../../access/credential.ts';
import type { Place, StorePlace } from '../../access/directory.ts';
import { tillOf } from '../../access/till-of.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import type { ProgrammeVersion } from '../../programmes.ts';
import { businessDayOf, checkSkew, parsedTime } from './business-time.ts';

const dayMs = 86_400_000;

export interface Arrival {
  readonly place: Place;
  /** Epoch ms. */
  readonly businessTime: number;
  readonly businessDay: string;
}

interface Arriving {
  readonly till?: string;
  readonly businessDay?: string;
  readonly businessTime: string;
}

/** Says where and when; `checkArrival` says whether that may be, once a receipt that is known already has been ruled out. */
export function arrive(
  { directory }: Pick<Parts, 'directory'>,
  credential: Credential,
  body: Arriving,
): Arrival | Promise<Arrival> {
  const place = tillOf(directory, credential, body.till);
  return place instanceof Promise ? place.then((found) => arrivalAt(found, body)) : arrivalAt(place, body);
}

function arrivalAt(place: Place, body: Arriving): Arrival {
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
  // A shift runs past midnight; a day further off would let one number be used again and again.
  const { place, businessTime, businessDay } = arrival;
  const localDay = businessDayOf(businessTime, place.store.timezone);
  if (businessDay === localDay || Math.abs(Date.parse(businessDay) - Date.parse(localDay)) <= dayMs) return;
  refuse('clock_skew', `businessDay ${businessDay} is more than a day from businessTime`, {
    errors: [{ path: '/businessDay', message: 'is more than a day from businessTime' }],
  });
}

export function keyOf({ place, businessDay }: Arrival, number: string, kind: 'sale' | 'return'): ReceiptKey {
  return { till: place.till, businessDay, number, kind };
}

/** The store as rules see it. */
export function storeOf({ code, region, timezone, attributes }: StorePlace): Store {
  return { code, timezone, attributes, ...(region !== undefined && { region }) };
}

/** What a command must know of where it comes from, and of the programme it is decided under. */
export function originOf(
  { code: store, timezone }: StorePlace,
  programme: Pick<ProgrammeVersion, 'currency' | 'policy' | 'facts'> & Partial<Pick<ProgrammeVersion, 'occasions'>>,
): Origin {
  const { currency, policy, facts, occasions } = programme;
  const tellsTier = occasions?.has('tier') === true;
  return { store, currency, timezone, policy, facts, ...(tellsTier && { tellsTier }) };
}

/** The version a receipt is priced under: the store's current one. Refuses no_programme. */
export function currentProgramme({ programmes }: Pick<Parts, 'programmes'>, store: StorePlace): ProgrammeVersion {
  const current = programmes.current(store.programme);
  if (current !== undefined) return current;
  return refuse(
    'no_programme',
    `store ${store.code} prices under ${store.programme}, of which no version is published`,
  );
}

/** The version that a quote or a receipt names. Refuses programme_revoked. */
export async function quotedProgramme(
  { programmes }: Pick<Parts, 'programmes'>,
  { code, version }: { readonly code: string; readonly version: number },
): Promise<ProgrammeVersion> {
  const found = await programmes.get(code, version);
  if (found === 'revoked') {
    refuse('programme_revoked', `version ${version} of ${code} was revoked; ask for a new quote`);
  }
  if (found === undefined) throw new Error(`version ${version} of ${code} was quoted and is not there`);
  return found;
}
