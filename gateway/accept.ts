/**
 * Accept to one of the types a call can answer with: the one weighed highest, of equal ones the first that the call names.
 *
 *   text/plain                      → text/plain       text/plain;q=0.5, application/json     → application/json
 *   any or nothing at all          → the first         text/html                             → undefined
 */
import { qualityOf } from './language.ts';

export function acceptedOf<Type extends string>(
  header: string | undefined,
  types: readonly [Type, ...Type[]],
): Type | undefined {
  if (header === undefined || header.trim() === '') return types[0];
  const ranges = header
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      return { range, quality: qualityOf(parameters) };
    });
  let chosen: Type | undefined;
  let weight = 0;
  for (const type of types) {
    const quality = qualityFor(type, ranges);
    if (quality <= weight) continue;
    chosen = type;
    weight = quality;
  }
  return chosen;
}

/** What the most specific range that has the type in it says. */
function qualityFor(type: string, ranges: readonly { readonly range: string; readonly quality: number }[]): number {
  const [family = ''] = type.split('/');
  for (const wanted of [type, `${family}/*`, '*/*']) {
    const found = ranges.find(({ range }) => range === wanted);
    if (found !== undefined) return found.quality;
  }
  return 0;
}
