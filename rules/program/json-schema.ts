import { ProgrammeDocument } from './schema.ts';

/** The keywords of ours that JSON Schema does not have. */
const ownKeywords = new Set(['expected', 'decimals']);

/** JSON Schema (2020-12) of the programme document, for editors and the console's forms. */
export function programmeJsonSchema(): Record<string, unknown> {
  const schema = plain(ProgrammeDocument) as Record<string, unknown>;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Tillgate programme', ...schema };
}

/** Plain JSON of a TypeBox schema: `expected` becomes the description where there is none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !ownKeywords.has(key));
  const copy = Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
  const { expected } = value as { expected?: unknown };
  return typeof expected === 'string' && copy.description === undefined ? { ...copy, description: expected } : copy;
}
