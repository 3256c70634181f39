/**
 * A name written twice in one object. JSON.parse silently takes the last of them, and another reader the first: what a
 * receipt says must not depend on who reads it.
 */
import type { ErrorDetail } from '../../contract/errors.ts';

/** The first name that is there twice, by its JSON pointer. `text` is JSON, and `value` what it was parsed to. */
export function findRepeated(text: string, value: unknown): ErrorDetail | undefined {
  return maybeRepeated(text, value) ? searchRepeated(text) : undefined;
}

/**
 * Every name has a colon behind it, and strings have some: a text with more of them than its value accounts for has lost
 * a name, or has one with a colon in it. Colons written as \u003a would make up for it. Counting costs a few microseconds,
 * half of what parsing does.
 */
function maybeRepeated(text: string, value: unknown): boolean {
  if (text.includes('\\') && /\\u003a/i.test(text)) return true;
  return colonsOf(text) !== colonsAccountedFor(value);
}

function colonsOf(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) count += 1;
  return count;
}

/** Deeper than any body that is right; what is deeper is read again without being counted. */
const deepest = 64;

/** By recursion, since it is on every request's way; not a number where it gave up. */
function colonsAccountedFor(value: unknown, depth = 0): number {
  if (typeof value === 'string') return colonsOf(value);
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === deepest) return Number.NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += colonsAccountedFor(item, depth + 1);
    return count;
  }
  const fields = value as Record<string, unknown>;
  for (const name in fields) {
    const item = fields[name];
    count += 1;
    if (typeof item !== 'number') count += colonsAccountedFor(item, depth + 1);
  }
  return count;
}

interface Open {
  /** Of an object, those read so far; absent: it is a list. */
  readonly names?: Set<string>;
  /** Where in it the reading is. */
  at: string | number;
}

/** Reads the text again, which is known to be JSON: names are strings that a colon follows. */
function searchRepeated(text: string): ErrorDetail | undefined {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const innermost = open.at(-1);
    if (character === '{') open.push({ names: new Set(), at: '' });
    else if (character === '[') open.push({ at: 0 });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && innermost !== undefined && typeof innermost.at === 'number') innermost.at += 1;
    else if (character === '"') {
      const end = endOfString(text, at);
      if (innermost?.names !== undefined && isFollowedByColon(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string;
        innermost.at = name;
        if (innermost.names.has(name)) return { path: pointerTo(open), message: 'is written twice' };
        innermost.names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The index behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before -= 1;
    if ((end - before) % 2 === 0) return end + 1;
  }
}

function isFollowedByColon(text: string, end: number): boolean {
  let at = end;
  while (' \t\n\r'.includes(text[at] ?? 'x')) at += 1;
  return text[at] === ':';
}

function pointerTo(open: readonly Open[]): string {
  return open.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
