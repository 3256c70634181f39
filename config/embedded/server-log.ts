import { openSync, statSync } from 'node:fs';
import { fileFault } from '../start-error.ts';

const MAX_BYTES = 10_000_000;

/**
 * Opens the file an embedded server writes its output to; begun anew once it has grown large. A file rather than a
 * pipe, so that the server outlives us unharmed should we be killed.
 */
export function openServerLog(path: string): number {
  const full = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES;
  try {
    return openSync(path, full ? 'w' : 'a', 0o600);
  } catch (cause) {
    throw fileFault('write', path, cause);
  }
}
