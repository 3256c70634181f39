import { readFileSync } from 'node:fs';

/** A statement of a .sql file (its path from the repository's root), prepared once a connection under that path. */
export function sqlFile(path: string): { readonly name: string; readonly text: string } {
  return { name: path, text: readFileSync(new URL(import.meta.resolve(`tillgate/${path}`)), 'utf8') };
}
