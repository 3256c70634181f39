/**
 * What a rule asks of a receipt that an index can look up: any of some keys of one kind, or of several kinds. A rule is filed
 * under ONE of its needs, the one whose keys the fewest rules share.
 */
import { mechanics } from '../mechanics/index.ts';
import { actionOf } from '../program/action.ts';
import type { RuleDocument } from '../program/schema/rule.ts';
import type { SelectorDocument } from '../program/schema/selector.ts';
import { several } from './selector.ts';

/** A kind of key and its values, of which a receipt must have one for the rule to apply. */
export interface Need {
  readonly kind: string;
  readonly values: readonly unknown[];
}

/** Needs that are one: any of them will do. */
export type Alternatives = readonly Need[];

export const attributeKind = 'attribute ';

/** What a rule is filed under. */
interface Filing {
  /** Undefined: it asks for nothing that an index knows. */
  readonly need: Alternatives | undefined;
  /** The rule is about lines with these keys alone, not about any once the receipt has one. */
  readonly ofLines: boolean;
}

export function filingsOf(rules: readonly RuleDocument[]): Filing[] {
  const needs = rules.map((rule) => ({ ofLines: needsOfLines(rule), all: needsOf(rule) }));
  const shared = countKeys(needs.flatMap(({ ofLines, all }) => [...ofLines, ...all]));
  return needs.map(({ ofLines, all }, position) => {
    const need = nudgingNeed(rules[position] as RuleDocument, shared) ?? leastShared([...ofLines, ...all], shared);
    return { need, ofLines: need !== undefined && ofLines.includes(need) };
  });
}

function needsOfLines({ items }: RuleDocument): Alternatives[] {
  return items === undefined ? [] : selectorNeeds(items);
}

/** What selects a rule's lines, where its mechanic has no selectors of its own. */
export function soleSelector(rule: RuleDocument): SelectorDocument | undefined {
  const { mechanic, params } = actionOf(rule);
  return mechanics.get(mechanic)?.wants?.(params) === undefined ? rule.items : undefined;
}

/** The keys of which a line has one exactly where the selector matches it; undefined: an index cannot tell. */
export function wholeNeed(selector: SelectorDocument): Alternatives | undefined {
  const [need, ...others] = selectorNeeds(selector);
  if (need === undefined || others.length > 0) return undefined;
  const { any } = selector;
  const parts = Object.keys(selector).length;
  if (any === undefined) return parts === 1 ? need : undefined;
  return parts === 1 && any.every((one) => wholeNeed(one) !== undefined) ? need : undefined;
}

/** The same of what a selector leaves out, where it asks for nothing else. */
export function excludedNeed(selector: SelectorDocument): Alternatives | undefined {
  return selector.not === undefined || Object.keys(selector).length > 1 ? undefined : wholeNeed(selector.not);
}

/** What else the rule needs, each entry by itself enough to file it under. */
function needsOf(rule: RuleDocument): Alternatives[] {
  const needs: Alternatives[] = [];
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

function countKeys(needs: readonly Alternatives[]): Map<string, Map<unknown, number>> {
  const counts = new Map<string, Map<unknown, number>>();
  for (const { kind, values } of needs.flat()) {
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
