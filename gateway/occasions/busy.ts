import { isTransient } from '../../ledger/committer/transient.ts';
import { RefusalError } from '../contract/errors.ts';

/** It will do when it is tried again: too much is waiting, or Postgres is away. */
export function isBusy(error: unknown): boolean {
  if (error instanceof RefusalError) return error.refusal.code === 'overloaded' || error.refusal.code === 'unavailable';
  return isTransient(error);
}
