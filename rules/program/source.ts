/**
 * Reads a document's source into plain data, and knows the line each path was written on. YAML text (JSON is YAML) has
 * lines; an object has none. Bounded against hostile input: length, depth, number of values, aliases that refer to
 * themselves or multiply, keys written twice, and `__proto__`.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Path } from './path.ts';

/** Ten thousand rules are about two million characters. */
const maximumLength = 4_000_000;
const maximumDepth = 48;
/** Brackets open at once, or columns of indentation. */
const maximumOpen = 200;
const maximumValues = 2_000_000;
/** Each is looked up by reading the document from its beginning. */
const maximumAliases = 1_000;

interface Problem {
  readonly path: Path;
  /** Of the source, where it is known better than by the path. */
  readonly line?: number;
  readonly message: string;
}

export interface Source {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The line a path was written on, from 1; the nearest that exists when the path itself is not there. */
  lineOf(path: Path): number | undefined;
}

export function readSource(source: unknown): Source {
  if (typeof source === 'string') return readYaml(source);
  const problems = measure(source);
  return { value: source, problems, lineOf: () => undefined };
}

function readYaml(text: string): Source {
  const lines = new LineCounter();
  const failed = (message: string, line?: number): Source => ({
    value: undefined,
    problems: [{ path: [], message, ...(line === undefined ? {} : { line }) }],
    lineOf: () => line,
  });
  if (text.length > maximumLength) return failed(`the document is longer than ${maximumLength} characters`);
  // YAML may have it in a comment, but Postgres keeps no text that has.
  const nul = text.indexOf('\0');
  if (nul !== -1) return failed('must not hold NUL', lineAt(text, nul));
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== undefined) return failed('nested too deeply', lineAt(text, tooDeep));
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Compared pair by pair this is quadratic; measured below by a Set.
    uniqueKeys: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: 'error',
  });
  const fault = document.errors[0] ?? document.warnings[0];
  // The first is the cause; those after it are mostly its echoes.
  if (fault !== undefined)
    return failed(`not valid YAML: ${firstLine(fault.message)}`, lines.linePos(fault.pos[0]).line);
  const aliases = aliasesOf(document);
  if (aliases > maximumAliases) return failed(`the document has ${aliases} aliases, more than ${maximumAliases}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return failed(`not valid YAML: ${firstLine((error as Error).message)}`);
  }
  const repeated = repeatedKeys(document, lines);
  const problems = repeated.length > 0 ? repeated : measure(value);
  return { value, problems, lineOf: (path) => lineOf(document, lines, path) };
}

/**
 * Where brackets, indentation or "- - -" go deeper than any programme could. The YAML parser answers such text by
 * exhausting the stack or the memory of the whole process, so it must not see it. Counted without regard to quotes:
 * no honest text has hundreds of brackets that it never closes.
 */
function tooDeepAt(text: string): number | undefined {
  let brackets = 0;
  let indicators = 0;
  let atStart = true;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x0a || character === 0x0d) {
      atStart = true;
      indicators = 0;
      continue;
    }
    if (character === 0x5b || character === 0x7b) brackets++;
    else if ((character === 0x5d || character === 0x7d) && brackets > 0) brackets--;
    if (atStart) {
      // Space, tab, "-", ":" and "?" may open a level each before the line has said anything.
      atStart =
        character === 0x20 || character === 0x09 || character === 0x2d || character === 0x3a || character === 0x3f;
      if (atStart) indicators++;
    }
    if (brackets > maximumOpen || indicators > maximumOpen) return at;
  }
  return undefined;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function firstLine(message: string): string {
  const [line = message] = message.split('\n', 1);
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** Depth first by hand, since the nesting of a hostile document would overflow the stack. */
function measure(root: unknown): Problem[] {
  const pending: { value: unknown; path: Path }[] = [{ value: root, path: [] }];
  let values = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, path } = next;
    if (++values > maximumValues) return [{ path: [], message: `the document has more than ${maximumValues} values` }];
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= maximumDepth) {
      return [{ path: path.slice(0, 6), message: `nested deeper than ${maximumDepth} levels` }];
    }
    if (Array.isArray(value)) {
      if (value.length > maximumValues) return [{ path, message: `has more than ${maximumValues} values` }];
      for (let index = value.length - 1; index >= 0; index--)
        pending.push({ value: value[index], path: [...path, index] });
      continue;
    }
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') return [{ path: [...path, key], message: 'the key "__proto__" is not allowed' }];
      pending.push({ value: item, path: [...path, key] });
    }
  }
  return [];
}

function aliasesOf(document: Document): number {
  let count = 0;
  visit(document, {
    Alias: () => {
      count += 1;
    },
  });
  return count;
}

function repeatedKeys(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  const pending: { node: unknown; path: Path }[] = [{ node: document.contents, path: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, path } = next;
    if (isSeq(node)) {
      for (let index = node.items.length - 1; index >= 0; index--) {
        pending.push({ node: node.items[index], path: [...path, index] });
      }
    }
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const name = keyText(key);
      const here = [...path, name];
      if (seen.has(name)) problems.push({ path: here, message: `the key "${name}" is written twice`, ...line(key) });
      seen.add(name);
      pending.push({ node: value, path: here });
    }
  }
  return problems;

  function line(key: unknown): { line?: number } {
    const start = (key as Node | null)?.range?.[0];
    return start === undefined ? {} : { line: lines.linePos(start).line };
  }
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let offset = (node as Node | null)?.range?.[0];
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === step);
      if (pair === undefined) break;
      offset = (pair.key as Node | null)?.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      node = node.items[step];
      offset = (node as Node | null)?.range?.[0] ?? offset;
    } else break;
  }
  return lines.linePos(offset ?? 0).line;
}
