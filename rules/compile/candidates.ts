/**
 * Which rules of a group an index cannot rule out for a receipt. A rule is filed under the keys of ONE of the things it
 * asks for (its skus, its stores, its segments …), the one whose keys the fewest rules share; a receipt then meets only
 * the rules filed under keys that it has itself, and those that ask for nothing an index knows.
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

/** @returns for a receipt the positions, in ascending order, of the rules that may apply. */
export function indexRules(rules: readonly RuleDocument[], lists: Lists): (context: GateContext) => readonly number[] {
  const needs = rules.map((rule) => needsOf(rule));
  const shared = countKeys(needs);
  const postingsByKind = new Map<string, Postings>();
  const always: number[] = [];
  for (const [position, choices] of needs.entries()) {
    const chosen = leastShared(choices, shared);
    if (chosen === undefined) always.push(position);
    else for (const need of chosen) file(postingsByKind, need, position);
  }
  if (postingsByKind.size === 0) return () => always;
  const listsOfSku = invert(lists, postingsByKind.get('list'));
  // Stamps say which positions this call has met; a fresh stamp a call spares clearing them.
  const stamps = new Uint32Array(rules.length);
  let stamp = 0;
  return (context) => {
    if (stamp === 0xffffffff) stamps.fill(0);
    stamp = stamp === 0xffffffff ? 1 : stamp + 1;
    const found = [...always];
    const meet = (postings: Postings, value: unknown): void => {
      for (const position of postings.get(value) ?? []) {
        if (stamps[position] === stamp) continue;
        stamps[position] = stamp;
        found.push(position);
      }
    };
    for (const [kind, postings] of postingsByKind)
      readKeys(kind, context, listsOfSku, (value) => meet(postings, value));
    return found.sort((a, b) => a - b);
  };
}

/** Everything the rule needs, each entry by itself enough to file it under. */
function needsOf(rule: RuleDocument): Alternatives[] {
  const needs: Alternatives[] = rule.items === undefined ? [] : selectorNeeds(rule.items);
  const { mechanic, params } = actionOf(rule);
  for (const { items, needed } of mechanics.get(mechanic)?.wants?.(params) ?? []) {
    if (needed) needs.push(...selectorNeeds(items));
  }
  const { stores, segments, cards, tiers, tenders, channels } = rule;
  if (stores !== undefined) needs.push([{ kind: 'store', values: stores }]);
  if (segments !== undefined) needs.push([{ kind: 'segment', values: segments }]);
  if (cards !== undefined) needs.push([{ kind: 'card', values: cards }]);
  if (tiers !== undefined) needs.push([{ kind: 'tier', values: tiers }]);
  if (tenders !== undefined) needs.push([{ kind: 'tender', values: tenders.map(({ type }) => type) }]);
  if (channels !== undefined) needs.push([{ kind: 'channel', values: channels }]);
  return needs;
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

function leastShared(
  choices: readonly Alternatives[],
  counts: ReadonlyMap<string, ReadonlyMap<unknown, number>>,
): Alternatives | undefined {
  let chosen: Alternatives | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    let most = 0;
    for (const { kind, values } of choice) {
      for (const value of values) most = Math.max(most, counts.get(kind)?.get(value) ?? 0);
    }
    if (most >= least) continue;
    chosen = choice;
    least = most;
  }
  return chosen;
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

/** sku → the codes of the indexed lists it is on, so that a list of many skus is filed once, by its code. */
function invert(lists: Lists, postings: Postings | undefined): ReadonlyMap<string, readonly string[]> {
  const listsOfSku = new Map<string, string[]>();
  for (const [code, skus] of Object.entries(lists)) {
    if (postings?.has(code) !== true) continue;
    for (const sku of skus) {
      const codes = listsOfSku.get(sku);
      if (codes === undefined) listsOfSku.set(sku, [code]);
      else codes.push(code);
    }
  }
  return listsOfSku;
}

/** Every value of a kind that the receipt has. */
function readKeys(
  kind: string,
  { receipt, member }: GateContext,
  listsOfSku: ReadonlyMap<string, readonly string[]>,
  visit: (value: unknown) => void,
): void {
  switch (kind) {
    case 'sku':
      for (const line of receipt.lines) visit(line.sku);
      return;
    case 'list':
      for (const line of receipt.lines) {
        for (const code of listsOfSku.get(line.sku) ?? []) visit(code);
        for (const code of line.lists ?? []) visit(code);
      }
      return;
    case 'brand':
      for (const line of receipt.lines) visit(line.brand);
      return;
    case 'category':
      for (const line of receipt.lines) for (const name of categoryNames(line.category)) visit(name);
      return;
    case 'store':
      visit(receipt.store.code);
      if (receipt.store.region !== undefined) visit(regionName(receipt.store.region));
      return;
    case 'segment':
      for (const segment of member?.segments ?? []) visit(segment);
      return;
    case 'card':
      for (const card of member?.cards ?? []) visit(card);
      return;
    case 'tier':
      visit(member?.tier);
      return;
    case 'tender':
      for (const { type } of receipt.tenders) visit(type);
      return;
    case 'channel':
      visit(receipt.channel);
      return;
    default:
      for (const line of receipt.lines) visit(attributeOf(line, kind.slice(attributeKind.length)));
  }
}
