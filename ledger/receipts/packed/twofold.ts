/**
 * Writes one thing twice in one walk over it: as the JSON that a till is answered with, and packed, to be kept. `before` is
 * the JSON that stands before a value: names, and the punctuation that the last value left to it. Packed, of all that
 * there is nothing but the value.
 */
import { fixed, JsonBytes } from './json-bytes.ts';
import { json } from './kinds.ts';
import { Writer } from './writer.ts';

export interface RuleNames {
  readonly rule: string;
  readonly group: string;
  readonly mechanic: string;
}

class KnownRule {
  readonly group: string;
  readonly mechanic: string;
  readonly json: Uint8Array;
  /** The receipt it was last met in, and its number among the rules in there. */
  receipt = 0;
  place = 0;

  constructor(group: string, mechanic: string, json: Uint8Array) {
    this.group = group;
    this.mechanic = mechanic;
    this.json = json;
  }
}

/** Names with the braces left out. */
const namesAsJson = (rule: string, group: string, mechanic: string): Uint8Array =>
  Buffer.from(JSON.stringify({ rule, group, mechanic }).slice(1, -1));

const emptyList = fixed('[]');

/** More than any programme has. */
const rulesAtMost = 20_000;

export class Twofold {
  readonly text = new JsonBytes();
  readonly packed = new Writer();
  /** False: only the JSON is wanted, as of a quote. */
  packing = true;
  #receipt = 0;
  #rules = new Map<string, KnownRule>();
  /** Different ones, in this receipt. */
  #rulesMet = 0;

  begin(packing: boolean): void {
    this.packing = packing;
    this.#receipt += 1;
    this.#rulesMet = 0;
    if (this.#rules.size > rulesAtMost) this.#rules = new Map();
    this.text.begin();
    this.packed.begin();
  }

  number(before: Uint8Array, value: number): void {
    this.text.number(before, value);
    if (this.packing && !this.packed.number(value)) throw new TypeError(`a receipt has the number ${value}`);
  }

  /** Told as a number of units. */
  thousandths(before: Uint8Array, value: number): void {
    this.text.thousandths(before, value);
    if (this.packing && !this.packed.number(value)) throw new TypeError(`a receipt has the quantity ${value}`);
  }

  string(before: Uint8Array, value: string): void {
    this.text.fixed(before);
    this.text.json(JSON.stringify(value));
    if (this.packing) this.packed.text(value);
  }

  /** A text that others of the same receipt, or of the next ones, are likely to repeat. */
  word(before: Uint8Array, value: string): void {
    this.text.fixed(before);
    const word = this.packed.wordOf(value);
    this.text.fixed(word.json);
    if (this.packing) this.packed.known(word);
  }

  /** A moment: told as such, kept as the milliseconds since another one. */
  moment(before: Uint8Array, told: string, sinceMs: number): void {
    this.text.fixed(before);
    this.text.json(told);
    if (this.packing) this.packed.number(sinceMs);
  }

  /** The names of a rule: a rule is always of one group and one mechanic, as long as its programme is the same. */
  rule(before: Uint8Array, { rule, group, mechanic }: RuleNames): void {
    this.text.fixed(before);
    let known = this.#rules.get(rule);
    if (known === undefined || known.group !== group || known.mechanic !== mechanic) {
      known = new KnownRule(group, mechanic, namesAsJson(rule, group, mechanic));
      this.#rules.set(rule, known);
    }
    this.text.fixed(known.json);
    if (!this.packing) return;
    if (known.receipt === this.#receipt) {
      this.packed.number(known.place);
      return;
    }
    this.#rulesMet += 1;
    known.receipt = this.#receipt;
    known.place = this.#rulesMet;
    this.packed.number(0);
    this.packed.word(rule);
    this.packed.word(group);
    this.packed.word(mechanic);
  }

  /** Whatever else there is, mostly an empty list. */
  json(before: Uint8Array, value: object): void {
    this.text.fixed(before);
    if (Array.isArray(value) && value.length === 0) this.text.fixed(emptyList);
    else this.text.json(JSON.stringify(value));
    if (this.packing) json.write(this.packed, value);
  }

  /** Of a list that follows. */
  count(before: Uint8Array, count: number): void {
    this.text.fixed(before);
    if (this.packing) this.packed.number(count);
  }

  /** Which of the optional values that follow are there, a bit each. */
  bits(bits: number): void {
    if (this.packing) this.packed.byte(bits);
  }
}
