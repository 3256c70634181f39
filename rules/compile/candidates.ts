/**
 * Which rules of a programme an index cannot rule out for a receipt. A rule is filed under the keys of ONE of the things
 * it asks for (its skus, its stores, its segments …), the one whose keys the fewest rules share; a receipt then meets
 * only the rules filed under keys that it has itself, and those that ask for nothing an index knows. The rules of all
 * groups are in one index, so that a receipt's keys are looked up once.
 */
import { mechanics } from '../mechanics/index.ts';
import { actionOf } from '../program/action.ts';
import type { RuleDocument } from '../program/schema/rule.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';
import type { GateContext } from './compiled.ts';
import { regionName } from './gates/any-of.ts';
import { attributeOf, categoryNames, type Lists, several } from './selector.ts';

/** A kind of key and its values, of which a receipt must have one for the rule to apply. */
interface Need {
  readonly kind: string;
  readonly values: readonly unknown[];
}

/** Needs that are one: any of them will do. */
type Alternatives = readonly Need[];

type Postings = Map<unknown, number[]>;

const attributeKind = 'attribute ';

/** @returns calls `visit` with the positions, in ascending order, of the rules that may apply to a receipt. */
export function indexRules(
  rules: readonly RuleDocument[],
  lists: Lists,
): (context: GateContext, visit: (position: number) => void) => void {
  const needs = rules.map((rule) => needsOf(rule));
  const shared = countKeys(needs);
  const postings = new Map<string, Postings>();
  // A bit for each rule.
  const always = new Uint32Array(Math.ceil(rules.length / 32));
  for (const [position, choices] of needs.entries()) {
    const chosen = nudgingNeed(rules[position] as RuleDocument, shared) ?? leastShared(choices, shared);
    if (chosen === undefined) set(always, position);
    else for (const need of chosen) file(postings, need, position);
  }
  const readers = readersOf(postings, lists);
  const found = new Uint32Array(always.length);
  const meet = (positions: readonly number[] | undefined): void => {
    if (positions !== undefined) for (let at = 0; at < positions.length; at++) set(found, positions[at] as number);
  };
  return (context, visit) => {
    found.set(always);
    for (let at = 0; at < readers.length; at++) (readers[at] as Reader)(context, meet);
    for (let word = 0; word < found.length; word++) {
      let bits = found[word] as number;
      while (bits !== 0) {
        const last = 31 - Math.clz32(bits & -bits);
        visit(word * 32 + last);
        bits &= bits - 1;
      }
    }
  };
}

function set(bits: Uint32Array, position: number): void {
  bits[position >>> 5] = (bits[position >>> 5] as number) | (1 << (position & 31));
}

/** Everything the rule needs, each entry by itself enough to file it under. */
function needsOf(rule: RuleDocument): Alternatives[] {
  const needs: Alternatives[] = rule.items === undefined ? [] : selectorNeeds(rule.items);
  const { mechanic, params } = actionOf(rule);
  for (const { items } of mechanics.get(mechanic)?.wants?.(params) ?? []) needs.push(...selectorNeeds(items));
  const { stores, segments, cards, tiers, tenders, channels } = rule;
  if (stores !== undefined) needs.push([{ kind: 'store', values: stores }]);
  if (segments !== undefined) needs.push([{ kind: 'segment', values: segments }]);
  if (cards !== undefined) needs.push([{ kind: 'card', values: cards }]);
  if (tiers !== undefined) needs.push([{ kind: 'tier', values: tiers }]);
  if (tenders !== undefined) needs.push([{ kind: 'tender', values: tenders.map(({ type }) => type) }]);
  if (channels !== undefined) needs.push([{ kind: 'channel', values: channels }]);
  return needs;
}

/**
 * What a rule can be filed under that a nudge is to come of: what may not be missing, or two of the parts of which one
 * may. Only where few rules share it: of a thousand sets with the same article, all near wherever that is bought,
 * none is worth a word, and none may cost a receipt its time.
 */
function nudgingNeed(rule: RuleDocument, counts: KeyCounts): Alternatives | undefined {
  const { mechanic, params } = actionOf(rule);
  const wanted = mechanics.get(mechanic)?.wants?.(params) ?? [];
  if (!wanted.some(({ mayLack }) => mayLack)) return undefined;
  const firm = wanted.filter(({ mayLack }) => mayLack !== true).flatMap(({ items }) => selectorNeeds(items));
  const parts = wanted.filter(({ mayLack }) => mayLack === true).map(({ items }) => selectorNeeds(items)[0]);
  const pairs = parts.flatMap((one, place) => {
    const other = parts.length === 1 ? [] : parts[place + 1];
    return one === undefined || other === undefined ? [] : [[...one, ...other]];
  });
  const chosen = leastShared(firm.length > 0 ? firm : pairs, counts);
  return chosen !== undefined && sharedBy(chosen, counts) <= mostNudging ? chosen : undefined;
}

function selectorNeeds({ sku, list, brand, category, attributes, any }: SelectorDocument): Alternatives[] {
  const needs: Alternatives[] = [];
  if (sku !== undefined) needs.push([{ kind: 'sku', values: several(sku) }]);
  if (list !== undefined) needs.push([{ kind: 'list', values: several(list) }]);
  if (brand !== undefined) needs.push([{ kind: 'brand', values: several(brand) }]);
  if (category !== undefined) needs.push([{ kind: 'category', values: several(category) }]);
  for (const [name, choices] of Object.entries(attributes ?? {})) {
    needs.push([{ kind: attributeKind + name, values: several(choices) }]);
  }
  const branches = any?.map((one) => selectorNeeds(one)[0]);
  // A branch that an index knows nothing of lets any line in.
  if (branches !== undefined && !branches.includes(undefined)) {
    needs.push(branches.flatMap((branch) => branch ?? []));
  }
  return needs;
}

function countKeys(needs: readonly Alternatives[][]): Map<string, Map<unknown, number>> {
  const counts = new Map<string, Map<unknown, number>>();
  for (const { kind, values } of needs.flat(2)) {
    const ofKind = counts.get(kind) ?? new Map<unknown, number>();
    counts.set(kind, ofKind);
    for (const value of values) ofKind.set(value, (ofKind.get(value) ?? 0) + 1);
  }
  return counts;
}

type KeyCounts = ReadonlyMap<string, ReadonlyMap<unknown, number>>;

/** More rules than these under one key are filed by what they cannot do without instead. */
const mostNudging = 16;

function leastShared(choices: readonly Alternatives[], counts: KeyCounts): Alternatives | undefined {
  let chosen: Alternatives | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    const most = sharedBy(choice, counts);
    if (most >= least) continue;
    chosen = choice;
    least = most;
  }
  return chosen;
}

/** How many rules the most common of its keys is one of. */
function sharedBy(choice: Alternatives, counts: KeyCounts): number {
  let most = 0;
  for (const { kind, values } of choice) {
    for (const value of values) most = Math.max(most, counts.get(kind)?.get(value) ?? 0);
  }
  return most;
}

function file(postingsByKind: Map<string, Postings>, { kind, values }: Need, position: number): void {
  const postings = postingsByKind.get(kind) ?? new Map<unknown, number[]>();
  postingsByKind.set(kind, postings);
  for (const value of new Set(values)) {
    const positions = postings.get(value);
    if (positions === undefined) postings.set(value, [position]);
    else positions.push(position);
  }
}

/** Looks up what a receipt has of one kind of key. */
type Reader = (context: GateContext, meet: (positions: readonly number[] | undefined) => void) => void;

function readersOf(postings: ReadonlyMap<string, Postings>, lists: Lists): Reader[] {
  const readers: Reader[] = [];
  const skus = withLists(postings.get('sku'), postings.get('list'), lists);
  if (skus.size > 0) {
    readers.push(({ receipt }, meet) => {
      for (const { sku } of receipt.lines) meet(skus.get(sku));
    });
  }
  for (const [kind, filed] of postings) {
    const reader = readerOf(kind, filed);
    if (reader !== undefined) readers.push(reader);
  }
  return readers;
}

function readerOf(kind: string, filed: Postings): Reader | undefined {
  switch (kind) {
    case 'sku':
      return undefined;
    case 'list':
      // Those of the document are filed by their skus.
      return ({ receipt }, meet) => {
        for (const { lists } of receipt.lines) if (lists !== undefined) for (const code of lists) meet(filed.get(code));
      };
    case 'brand':
      return ({ receipt }, meet) => {
        for (const { brand } of receipt.lines) if (brand !== undefined) meet(filed.get(brand));
      };
    case 'category': {
      // Most programmes name single elements of paths; joining paths costs more than all else here.
      const paths = [...filed.keys()].some((name) => String(name).includes('/'));
      return ({ receipt }, meet) => {
        for (const { category } of receipt.lines) {
          for (const name of paths ? categoryNames(category) : category) meet(filed.get(name));
        }
      };
    }
    case 'store': {
      const regions = [...filed.keys()].some((name) => String(name).startsWith(regionName('')));
      return ({ receipt: { store } }, meet) => {
        meet(filed.get(store.code));
        if (regions && store.region !== undefined) meet(filed.get(regionName(store.region)));
      };
    }
    case 'segment':
      return ({ member }, meet) => {
        for (const segment of member?.segments ?? []) meet(filed.get(segment));
      };
    case 'card':
      return ({ member }, meet) => {
        for (const card of member?.cards ?? []) meet(filed.get(card));
      };
    case 'tier':
      return ({ member }, meet) => meet(filed.get(member?.tier));
    case 'tender':
      return ({ receipt }, meet) => {
        for (const { type } of receipt.tenders) meet(filed.get(type));
      };
    case 'channel':
      return ({ receipt }, meet) => meet(filed.get(receipt.channel));
    default: {
      const name = kind.slice(attributeKind.length);
      return ({ receipt }, meet) => {
        for (const line of receipt.lines) {
          const value = attributeOf(line, name);
          if (typeof value === 'object') for (const one of value) meet(filed.get(one));
          else meet(filed.get(value));
        }
      };
    }
  }
}

/** A rule of a list is filed under each of its skus; of skus that one list alone has, all share one array. */
function withLists(skus: Postings | undefined, filed: Postings | undefined, lists: Lists): Map<unknown, number[]> {
  const merged = new Map<unknown, number[]>(skus);
  for (const [code, members] of Object.entries(lists)) {
    const positions = filed?.get(code);
    if (positions === undefined) continue;
    for (const sku of new Set(members)) {
      const others = merged.get(sku);
      merged.set(sku, others === undefined ? positions : [...others, ...positions]);
    }
  }
  return merged;
}
