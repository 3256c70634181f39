/** Keys that were seen lately, by the hash of the secret, so that a receipt costs no query for its key. */
import type { OutboxEvent } from '../../ledger/outbox/append.ts';
import type { Credential } from './credential.ts';

export interface Credentials {
  /** Undefined: the secret is no key, or one that was revoked. */
  find(secret: string): Promise<Credential | undefined>;
  apply(event: OutboxEvent): void;
  clear(): void;
}
