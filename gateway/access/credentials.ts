/** Keys that were seen lately, by the hash of the secret, so that a receipt costs no query for its key. */
import { LRUCache } from 'lru-cache';
import type { Queryable } from '../../ledger/database.ts';
import { findKey, keyHash } from '../../ledger/keys/access-keys.ts';
import type { OutboxEvent } from '../../ledger/outbox/append.ts';
import type { Credential } from './credential.ts';
import { ReadThrough } from './read-through.ts';

export interface Credentials {
  /** Undefined: the secret is no key, or one that was revoked. */
  find(secret: string): Credential | undefined | Promise<Credential | undefined>;
  apply(event: OutboxEvent): void;
  clear(): void;
}

/** A key is 46 characters; what is much longer is none, and is not worth hashing. */
const longestSecret = 256;

export function createCredentials(database: Queryable): Credentials {
  const known = new ReadThrough<Credential>({ max: 10_000, ttlMs: 60_000 }, (hash) =>
    findKey(database, Buffer.from(hash, 'base64')),
  );
  // Who tries keys is answered from here, and cannot push out those that are good; a key made meanwhile waits a second.
  const unknown = new LRUCache<string, true>({ max: 10_000, ttl: 1_000 });
  const clear = () => {
    known.clear();
    unknown.clear();
  };
  return {
    find(secret) {
      if (secret.length > longestSecret) return undefined;
      const hash = keyHash(secret);
      if (unknown.has(hash)) return undefined;
      const credential = known.get(hash);
      if (!(credential instanceof Promise)) return credential;
      return credential.then((found) => {
        if (found === undefined) unknown.set(hash, true);
        return found;
      });
    },
    apply(event) {
      // Keys are made and revoked by hand, and a till moves to another store as seldom: reading all again is cheap.
      if (event.event === 'key' || event.event === 'network') clear();
    },
    clear,
  };
}
