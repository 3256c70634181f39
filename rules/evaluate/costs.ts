/**
 * What rules cost, in stamps or points of a purse. A rule whose cost is not there does not apply; what one rule of the
 * receipt is paid with is not there for the next. Points that a rule costs are not there to be redeemed, nor are those
 * redeemed there for a cost: the ledger serves costs, which name their purse, before redemption that names none.
 *
 *   knife costs 10 stamps, 12 are there             → applied, 2 left for other rules of the receipt
 *   7 are there                                     → unmet: costs 10 stamps, 7 there
 *
 * Paid is paid: where the receipt says what was charged, a price rule that the till asked for is taken to have been paid
 * for, and its cost is dropped where the customer was charged without it (charged.ts).
 */
import type { CompiledRule, GroupType } from '../compile/compiled.ts';
import { tooDear } from '../explain/reasons.ts';
import type { Cost, Redemption } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Receipt } from '../model/receipt.ts';

const none: readonly Cost[] = [];

export class Costs {
  readonly #receipt: Receipt;
  readonly #member: MemberState | undefined;
  readonly #policy: PointsPolicy;
  #taken = none;
  #redeemed: Redemption['requests'] = [];

  constructor(receipt: Receipt, member: MemberState | undefined, policy: PointsPolicy) {
    this.#receipt = receipt;
    this.#member = member;
    this.#policy = policy;
  }

  /** Why a rule of a group of this type cannot be paid for now, in words; undefined: it can, or costs nothing. */
  refusal({ cost }: CompiledRule, type: GroupType): string | undefined {
    if (cost === undefined || (type === 'price' && this.#receipt.charged !== undefined)) return undefined;
    const there = this.#left(cost.purse);
    return there >= cost.count ? undefined : tooDear(cost.count, cost.purse, there, this.#isStamps(cost.purse));
  }

  /** Takes a rule's cost for what it gives on these lines. */
  take({ code, cost }: CompiledRule, lines: Iterable<{ readonly source: { readonly line: number } }>): void {
    if (cost === undefined) return;
    const { purse, count } = cost;
    const numbers = [...lines].map(({ source }) => source.line).sort((one, other) => one - other);
    this.#taken = [...this.#taken, { rule: code, purse, count, lines: numbers }];
  }

  /** What the rule was to give came to nothing. */
  drop(rule: string): void {
    if (this.#taken.length > 0) this.#taken = this.#taken.filter((cost) => cost.rule !== rule);
  }

  redeem(requests: Redemption['requests']): void {
    this.#redeemed = requests;
  }

  /** Of a purse's balance, what no rule has cost. */
  free(purse: string, balance: number): number {
    if (this.#taken.length === 0) return Math.max(0, balance);
    return Math.max(0, balance - this.#spent((cost) => cost.purse === purse));
  }

  get taken(): readonly Cost[] {
    return this.#taken;
  }

  #left(purse: string): number {
    const balances = this.#member?.balances ?? {};
    const named = this.#redeemed.filter((request) => request.purse === purse);
    const own = this.free(purse, Math.max(0, balances[purse] ?? 0) - pointsOf(named));
    if (this.#isStamps(purse)) return own;
    let all = -pointsOf(this.#redeemed) - this.#spent((cost) => !this.#isStamps(cost.purse));
    for (const [code, units] of Object.entries(balances)) if (!this.#isStamps(code)) all += Math.max(0, units);
    return Math.max(0, Math.min(own, all));
  }

  #spent(which: (cost: Cost) => boolean): number {
    return this.#taken.reduce((sum, cost) => (which(cost) ? sum + cost.count : sum), 0);
  }

  #isStamps(purse: string): boolean {
    return this.#policy.purses.some(({ code, stamps }) => code === purse && stamps === true);
  }
}

function pointsOf(requests: Redemption['requests']): number {
  return requests.reduce((sum, { points }) => sum + points, 0);
}
