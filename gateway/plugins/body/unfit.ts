/**
 * What a parsed body may hold and must not: names that poison prototypes, and strings that Postgres cannot keep (NUL) or
 * that no UTF-8 can (a lone surrogate). Refused by name here, they are never a fault further in.
 */
import type { ErrorDetail } from '../../contract/errors.ts';

/** All of them need an escape or one of these names in the text, so nearly every body is spared the walk. */
export function maybeUnfit(text: string): boolean {
  return text.includes('\\u') || text.includes('__proto__') || text.includes('constructor');
}

export function isUnfit(text: string): boolean {
  return /\0|\p{Surrogate}/u.test(text);
}

export const unfitMessage = 'must not hold NUL or half of a surrogate pair';

/** The first thing unfit, by its JSON pointer; undefined: all is well. Walks without recursion: depth costs no stack. */
export function findUnfit(value: unknown): ErrorDetail | undefined {
  const left: { path: string; value: unknown }[] = [{ path: '', value }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { path, value } = next;
    if (typeof value === 'string' && isUnfit(value)) return { path, message: unfitMessage };
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, item] of Object.entries(value)) {
      if (isUnfit(name)) return { path, message: `has a name that ${unfitMessage}` };
      if (poisons(name, item)) return { path, message: `must not have a field "${name}"` };
      left.push({ path: `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, value: item });
    }
  }
  return undefined;
}

function poisons(name: string, value: unknown): boolean {
  if (name === '__proto__') return true;
  return name === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
