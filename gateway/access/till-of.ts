/** Which till a call is for, and whether the caller may speak for it. */
import { refuse } from '../contract/errors.ts';
import type { Credential } from './credential.ts';
import type { Directory, Place } from './directory.ts';

/**
 * The till of a request: a till's own, or the one named in its body. Refuses till_mismatch where a till names another
 * or a shop one of another store, till_not_found, and invalid_request where none is named by who has none.
 */
export function tillOf(
  directory: Pick<Directory, 'till'>,
  credential: Credential,
  named: string | undefined,
): Place | Promise<Place> {
  const code = named ?? credential.till;
  if (code === undefined) {
    refuse('invalid_request', 'Name the till: this key is not a till’s own.', {
      errors: [{ path: '/till', message: 'is required with this key' }],
    });
  }
  if (credential.role === 'till' && code !== credential.till) {
    refuse('till_mismatch', `This key is till ${credential.till}'s; the request names ${code}.`, {
      errors: [{ path: '/till', message: `must be ${credential.till} or absent` }],
    });
  }
  const place = directory.till(code);
  // Nearly always it is known already, and nobody waits.
  return place instanceof Promise ? place.then((found) => own(found, code, credential)) : own(place, code, credential);
}

function own(place: Place | undefined, code: string, credential: Credential): Place {
  if (place === undefined) {
    refuse('till_not_found', `There is no till ${code}.`, { errors: [{ path: '/till', message: 'is not known' }] });
  }
  refuseUnlessOwn(credential, { till: place.till, store: place.store.code });
  return place;
}

/** Refuses till_mismatch when a receipt, hold or till is another till's (a till's key) or another store's (a shop's). */
export function refuseUnlessOwn(
  credential: Credential,
  place: { readonly till: string; readonly store: string },
): void {
  if (credential.role === 'till' && place.till !== credential.till) {
    refuse('till_mismatch', `It is till ${place.till}'s; this key is till ${credential.till}'s.`);
  }
  if (credential.role === 'shop' && place.store !== credential.store) {
    refuse('till_mismatch', `It is store ${place.store}'s; this key is store ${credential.store}'s.`);
  }
}
