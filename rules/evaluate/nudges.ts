/**
 * Words that a little more would be worth: "1.60 more and you get 10% off", "add one mug, it is free".
 *
 * A rule is near where all its gates hold and its condition lacks nothing but more goods (compile/cel/nearly.ts), or its
 * mechanic says that little is missing of what it would give next. What it would then give is reckoned by the rule's own bid,
 * in its own turn, under its limits, and weighed against the other rules of its group: a rule that would be displaced
 * is not named, and of one that displaces another only the difference counts.
 *
 * What the gain assumes: goods that are on the receipt already, at the prices they have there. What is still to be bought
 * counts only where it is one more of these; else the gain is the least it can be, and 0 where that is not known.
 * Later groups may take less from what is cheaper, and multipliers may give more.
 */
import type { CompiledRule, Nearness } from '../compile/compiled.ts';
import type { Nudged } from '../explain/nudge-text.ts';
import type { Gain, Offer, Step } from '../mechanics/mechanic.ts';
import type { Goods, Missing } from '../model/goods.ts';
import type { WorkPortion } from './portions.ts';

const most = 3;

/** A rule that little is missing for. */
export interface Near {
  readonly rule: CompiledRule;
  readonly missing: Missing;
  readonly goods: Goods;
  readonly offer: Offer;
  /** Of a mechanic's next step; absent where only the condition is not met. */
  readonly step?: { readonly portions: readonly WorkPortion[]; readonly gain: Gain | undefined };
  /** What is missing is more of something that is there. */
  readonly more: boolean;
}

export class Nudges {
  readonly #near = new Map<CompiledRule, Near>();
  readonly #found: Nudged[] = [];

  /** Its condition fails for want of goods. */
  unmet(rule: CompiledRule, { missing, goods }: Nearness, offer: Offer): void {
    this.#near.set(rule, { rule, missing, goods, offer, more: false });
  }

  /** Its mechanic has a next step. */
  step(rule: CompiledRule, step: Step, portions: readonly WorkPortion[], gain: Gain | undefined): void {
    const { goods = rule.goods, offer } = step;
    const sku = step.missing.sku ?? goods.sku;
    const missing = sku === undefined ? step.missing : { ...step.missing, sku };
    this.#near.set(rule, { rule, missing, goods, offer, step: { portions, gain }, more: step.grown !== undefined });
  }

  /** What is near of a rule, which is then forgotten. */
  take(rule: CompiledRule): Near | undefined {
    if (this.#near.size === 0) return undefined;
    const near = this.#near.get(rule);
    this.#near.delete(rule);
    return near;
  }

  /** @param gain minor units; `already`: the rule gives something as it is. */
  found({ rule, missing, goods, offer, more }: Near, gain: number, already: boolean, points?: number): void {
    this.#found.push({ rule: rule.code, missing, goods, offer, more, gain, already, points });
  }

  /** Nothing is near, as mostly. */
  get none(): boolean {
    return this.#near.size === 0;
  }

  /** The most valuable first; of equal ones the first of the programme. */
  best(): Nudged[] {
    return this.#found.length < 2
      ? this.#found
      : this.#found.toSorted((one, other) => other.gain - one.gain).slice(0, most);
  }
}
