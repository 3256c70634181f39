import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileFault } from '../start-error.ts';

/** The password kept in the file, made at first use; only the file's owner may read it. */
export function keptSecret(path: string): string {
  try {
    writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw fileFault('write', path, cause);
  }
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw fileFault('read', path, cause);
  }
}
