/** Something wrong somewhere in a request that was right. */
import { fc } from '../../../../rules/testing/fast-check.ts';

const nasties: readonly unknown[] = [
  ...[
    null,
    true,
    '',
    ' ',
    '1',
    'NaN',
    'x'.repeat(300),
    'я'.repeat(1_100),
    'a\nb',
    '\u0000',
    '\ud800',
    '😀',
    '１',
    '%00',
  ],
  ...["' OR 1=1 --", '../..', '{{7*7}}', '__proto__', 'constructor', 'toString', '\u202e', '\ufeff'],
  ...[-1, 0, 0.5, 1e-7, 1.005, 2 ** 31, 2 ** 53, 9e11, 9e11 + 1, 1e21, 1e308, -1e308, 5e-324],
  ...[[], {}, [[]], [null], [{}], { a: { a: { a: 1 } } }, { constructor: { prototype: {} } }],
  ...['9999-12-31T23:59:59Z', '1900-01-01T00:00:00+14:00', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z'],
  ...['2026-13-01', '0000-00-00', '9999-12-31', 'P1Y', 'PT0S', '-PT5M', 'PT1E3S', 'P99999999999999D', 'PT0.000000001S'],
  ...['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'a.b', '.', 'e30.e30'],
];

type Kind = 'replace' | 'remove' | 'add' | 'repeat' | 'wrap';

export interface Mutation {
  /** Which place, of however many there are. */
  readonly at: number;
  readonly kind: Kind;
  readonly nasty: unknown;
}

/** None in two of three requests: what is right must be met too. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({
        at: fc.nat(10_000),
        kind: fc.constantFrom<Kind>('replace', 'replace', 'replace', 'remove', 'add', 'repeat', 'wrap'),
        nasty: fc.constantFrom(...nasties),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
);

interface Place {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

function placesIn(root: Place): Place[] {
  const places = [root];
  for (let index = 0; index < places.length; index += 1) {
    const { holder, key } = places[index] as Place;
    const value = (holder as Record<string | number, unknown>)[key];
    if (typeof value !== 'object' || value === null) continue;
    for (const inner of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      places.push({ holder: value as Place['holder'], key: inner });
    }
  }
  return places;
}

export function mutated(value: unknown, all: readonly Mutation[]): unknown {
  const root = { value: structuredClone(value) };
  for (const mutation of all) {
    const places = placesIn({ holder: root, key: 'value' });
    // A copy: what a later one changes within it is this request's alone, and never itself.
    apply(places[mutation.at % places.length] as Place, { ...mutation, nasty: structuredClone(mutation.nasty) });
  }
  return root.value;
}

function apply({ holder, key }: Place, { kind, nasty, at }: Mutation): void {
  const fields = holder as Record<string | number, unknown>;
  const value = fields[key];
  if (kind === 'remove') {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete fields[key];
  } else if (kind === 'wrap') fields[key] = [value];
  else if (kind === 'repeat' && Array.isArray(value)) {
    fields[key] = Array.from({ length: at % 7 === 0 ? 2_001 : 2 }, () => value).flat();
  } else if (kind === 'add' && typeof value === 'object' && value !== null) {
    Object.assign(value, { [typeof nasty === 'string' ? nasty : 'unknown']: nasty });
  } else fields[key] = nasty;
}
