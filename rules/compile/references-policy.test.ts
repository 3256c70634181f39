import t from 'tap';
import { parseProgramme } from '../program/parse.ts';
import type { ProgrammeDocument } from '../program/schema.ts';
import { compileReferencesPolicy } from './references-policy.ts';

const off = 'do: { percent_off: { percent: 5 } }';
const nothing = { lists: [], segments: [], prices: [] };

/** The rules of a price group, in flow YAML; what the programme asks for. */
const cases: readonly (readonly [name: string, rules: string, expected: object])[] = [
  ['nothing', `{ code: r, ${off} }`, {}],
  ['lists of the document are its own', `{ code: r, items: { list: [own, far] }, ${off} }`, { lists: ['far'] }],
  [
    'lists deep in selectors and in mechanics',
    `{ code: r, items: { any: [{ list: b }, { not: { list: a } }] }, ${off} },
     { code: s, do: { set_off: { set: [{ items: { list: c } }], percent: 5 } } }`,
    { lists: ['a', 'b', 'c'] },
  ],
  [
    'lists in conditions',
    `{ code: r, when: 'items({list: "a"}).amount > 5 && !(items({any: [{list: ["b", "own"]}]}).quantity > 1)', ${off} },
     { code: s, do: { ladder_off: { by: 'items({list: "c"}).amount', steps: [{ from: 1, percent: 5 }] } } }`,
    { lists: ['a', 'b', 'c'] },
  ],
  ['segments of gates', `{ code: r, segments: [young, old], ${off} }`, { segments: ['old', 'young'] }],
  [
    'segments by name in conditions',
    `{ code: r, when: '"young" in member.segments || !("old" in member.segments)', ${off} }`,
    { segments: ['old', 'young'] },
  ],
  ['segments otherwise', `{ code: r, when: 'member.segments.size() > 1', ${off} }`, { segments: 'all' }],
  [
    'segments by a name that the till sends',
    `{ code: r, segments: [young], when: 'receipt.attributes.a in member.segments', ${off} }`,
    { segments: 'all' },
  ],
  ['an attribute called so is none', `{ code: r, when: 'receipt.attributes.segments == "list"', ${off} }`, {}],
  ['attributes of goods are none', `{ code: r, items: { attributes: { segments: [a], items: [b] } }, ${off} }`, {}],
  ['personal prices', '{ code: r, do: { personal_price: { list: feb } } }', { prices: ['feb'] }],
];

for (const [name, rules, expected] of cases) {
  t.test(name, async (t) => {
    const source = `program: { code: main }\nlists: { own: [A] }\ngroups: [{ code: g, type: price, rules: [${rules}] }]`;
    const { document, lint } = parseProgramme(source);
    t.strictSame(lint, []);
    t.strictSame(compileReferencesPolicy(document as ProgrammeDocument), { ...nothing, ...expected });
  });
}
