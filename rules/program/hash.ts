import { createHash } from 'node:crypto';

/**
 * SHA-256 in hex of the document's canonical JSON: keys sorted, no blanks. Defaults are not filled in, so that a key
 * that a later version adds leaves the hashes of stored documents as they are. YAML and JSON of one meaning, in any
 * order of keys, hash alike.
 */
export function hashOf(document: unknown): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`).join(',')}}`;
}
