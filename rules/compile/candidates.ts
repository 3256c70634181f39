/**
 * Which rules of a programme an index cannot rule out for a receipt, and which of its lines for each of them. A rule is
 * filed under the keys of ONE of the things it asks for (its skus, its stores, its segments …), the one whose keys the
 * fewest rules share; a receipt then meets only the rules filed under keys that it has itself, and those that ask for nothing
 * an index knows. The rules of all groups are in one index, so that a receipt's keys are looked up once.
 *
 * A rule that is filed by its goods is about no lines but those whose keys met it. They are noted, a bit each, and mostly
 * that is all there is to its selector. Selectors of other rules (not tobacco, a shop's dairy) are filed beside them.
 */
import type { ReceiptLine } from '../model/receipt.ts';
import type { RuleDocument } from '../program/schema/rule.ts';
import type { GateContext, LinesOfRule } from './compiled.ts';
import { regionName } from './gates/any-of.ts';
import {
  type Alternatives,
  attributeKind,
  excludedNeed,
  filingsOf,
  type Need,
  soleSelector,
  wholeNeed,
} from './needs.ts';
import { attributeOf, categoryNames, type Lists } from './selector.ts';

type Postings = Map<unknown, number[]>;

export interface RuleIndex {
  /** By the position of a rule. */
  readonly lines: readonly LinesOfRule[];
  /** By the slot of a rule: the lines, of the receipt that was looked up last. */
  readonly masks: Int32Array;
  /** Calls `visit` with the positions, in ascending order, of the rules that may apply to a receipt. */
  look(context: GateContext, visit: (position: number) => void): void;
}

/** All lines are left for such a rule. */
export const anyLine: LinesOfRule = { slot: -1, flip: 0, known: false };

/** More selectors than these are not filed for their lines alone: under a key that many share they would cost every receipt. */
const mostBeside = 32;

export function indexRules(rules: readonly RuleDocument[], lists: Lists): RuleIndex {
  const postings = new Map<string, Postings>();
  // A bit for each rule, and in a word of their own for the selectors beside them.
  const words = Math.ceil(rules.length / 32);
  const always = new Uint32Array(words + 1);
  const filings = filingsOf(rules);
  for (const [position, { need }] of filings.entries()) {
    if (need === undefined) set(always, position);
    else for (const one of need) file(postings, one, position);
  }
  const beside = new Map<string, number>();
  const lines = rules.map((rule, position): LinesOfRule => {
    const selector = soleSelector(rule);
    const whole = selector && wholeNeed(selector);
    if (filings[position]?.ofLines === true) return { slot: position, flip: 0, known: whole !== undefined };
    const need = whole ?? (selector && excludedNeed(selector));
    const slot = need && slotBeside(need);
    return slot === undefined ? anyLine : { slot, flip: whole === undefined ? -1 : 0, known: true };
  });
  const readers = readersOf(postings, lists);
  const found = new Uint32Array(always.length);
  const masks = new Int32Array(always.length * 32);
  const meet: Meet = (positions, bit) => {
    if (positions === undefined) return;
    for (let at = 0; at < positions.length; at++) {
      const position = positions[at] as number;
      // What was noted for another receipt is written over.
      if (((found[position >>> 5] as number) & (1 << (position & 31))) === 0) masks[position] = 0;
      set(found, position);
      masks[position] = (masks[position] as number) | bit;
    }
  };
  return {
    lines,
    masks,
    look(context, visit) {
      found.set(always);
      masks.fill(0, words * 32);
      for (let at = 0; at < readers.length; at++) (readers[at] as Reader)(context, meet);
      for (let word = 0; word < words; word++) {
        let bits = found[word] as number;
        while (bits !== 0) {
          const last = 31 - Math.clz32(bits & -bits);
          visit(word * 32 + last);
          bits &= bits - 1;
        }
      }
    },
  };

  function slotBeside(need: Alternatives): number | undefined {
    const key = JSON.stringify(need);
    const known = beside.get(key);
    if (known !== undefined || beside.size === mostBeside) return known;
    const slot = words * 32 + beside.size;
    beside.set(key, slot);
    for (const one of need) file(postings, one, slot);
    return slot;
  }
}

function set(bits: Uint32Array, position: number): void {
  bits[position >>> 5] = (bits[position >>> 5] as number) | (1 << (position & 31));
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

/** The rules filed under a key, and the bit of the line that has it. */
type Meet = (positions: readonly number[] | undefined, bit: number) => void;

/** Looks up what a receipt has of one kind of key. */
type Reader = (context: GateContext, meet: Meet) => void;

/** Of what is no line's the bit is never asked for. */
const noLine = 0;

/** Calls `read` for each line of a receipt, with its bit. */
function ofLines(read: (line: ReceiptLine, meet: Meet, bit: number) => void): Reader {
  return ({ receipt: { lines } }, meet) => {
    for (let index = 0; index < lines.length; index++) read(lines[index] as ReceiptLine, meet, 1 << index);
  };
}

function readersOf(postings: ReadonlyMap<string, Postings>, lists: Lists): Reader[] {
  const readers: Reader[] = [];
  const skus = withLists(postings.get('sku'), postings.get('list'), lists);
  if (skus.size > 0) {
    readers.push(ofLines(({ sku }, meet, bit) => meet(skus.get(sku), bit)));
  }
  for (const [kind, filed] of postings) {
    const reader = readerOf(kind, filed, lists);
    if (reader !== undefined) readers.push(reader);
  }
  return readers;
}

function readerOf(kind: string, filed: Postings, lists: Lists): Reader | undefined {
  switch (kind) {
    case 'sku':
      return undefined;
    case 'list': {
      // Those of the document are filed by their skus, and known by nothing else.
      const kept = new Map([...filed].filter(([code]) => !Object.hasOwn(lists, String(code))));
      return ofLines((line, meet, bit) => {
        if (line.lists !== undefined) for (const code of line.lists) meet(kept.get(code), bit);
      });
    }
    case 'brand':
      return ofLines(({ brand }, meet, bit) => {
        if (brand !== undefined) meet(filed.get(brand), bit);
      });
    case 'category': {
      // Most programmes name single elements of paths; joining paths costs more than all else here.
      const paths = [...filed.keys()].some((name) => String(name).includes('/'));
      return ofLines(({ category }, meet, bit) => {
        for (const name of paths ? categoryNames(category) : category) meet(filed.get(name), bit);
      });
    }
    case 'store': {
      const regions = [...filed.keys()].some((name) => String(name).startsWith(regionName('')));
      return ({ receipt: { store } }, meet) => {
        meet(filed.get(store.code), noLine);
        if (regions && store.region !== undefined) meet(filed.get(regionName(store.region)), noLine);
      };
    }
    case 'segment':
      return ({ member }, meet) => {
        for (const segment of member?.segments ?? []) meet(filed.get(segment), noLine);
      };
    case 'card':
      return ({ member }, meet) => {
        for (const card of member?.cards ?? []) meet(filed.get(card), noLine);
      };
    case 'tier':
      return ({ member }, meet) => meet(filed.get(member?.tier), noLine);
    case 'tender':
      return ({ receipt }, meet) => {
        for (const { type } of receipt.tenders) meet(filed.get(type), noLine);
      };
    case 'channel':
      return ({ receipt }, meet) => meet(filed.get(receipt.channel), noLine);
    default: {
      const name = kind.slice(attributeKind.length);
      return ofLines((line, meet, bit) => {
        const value = attributeOf(line, name);
        if (typeof value === 'object') for (const one of value) meet(filed.get(one), bit);
        else meet(filed.get(value), bit);
      });
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
