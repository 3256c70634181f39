/** A member's personal prices for the goods of a receipt, of the lists that the programme names. */
import type { Queryable } from '../../ledger/database.ts';
import { type PriceRow, pricesOf } from '../../ledger/reference/current.ts';
import { localTime } from '../../rules/compile/local-time.ts';
import type { MemberState } from '../../rules/model/member-state.ts';
import type { Receipt } from '../../rules/model/receipt.ts';
import type { CurrentReferences } from './current.ts';
import { KeptAnswers } from './kept-answers.ts';

type Prices = NonNullable<MemberState['personalPrices']>;
type Terms = Prices[string][string];

/** Each is some hundred bytes; that a member has no price for a sku is one, too. */
const answersKept = 200_000;

export class PersonalPrices {
  readonly #current: CurrentReferences;
  readonly #answers: KeptAnswers<readonly PriceRow[]>;

  constructor(database: Queryable, current: CurrentReferences) {
    this.#current = current;
    this.#answers = new KeptAnswers(answersKept, (keys) => ask(database, keys));
  }

  /** Those that are valid at the receipt's moment, by the clock of its store; of several rows the one that prevails. */
  async tell(
    lists: readonly string[],
    { lines, businessTime, store }: Receipt,
    member: string,
  ): Promise<{ readonly personalPrices: Prices; readonly versions: Readonly<Record<string, number>> }> {
    const versions = lists.flatMap((code) => this.#current.of('personal-prices', code) ?? []);
    const skus = [...new Set(lines.map(({ sku }) => sku))];
    const keys = versions.flatMap(({ id }) => skus.map((sku) => `${id}/${member}/${sku}`));
    const rows = keys.length === 0 ? [] : await this.#answers.get(keys);
    const { date, timeOfDayMs } = localTime(businessTime, store.timezone);
    const at = Date.parse(date) + timeOfDayMs;
    const personalPrices: Record<string, Record<string, Terms>> = {};
    for (const [place, { code }] of versions.entries()) {
      const ofList = skus.flatMap((sku, index) => {
        const row = rows[place * skus.length + index]?.find((one) => isValid(one, at));
        return row === undefined ? [] : [[sku, termsOf(row)] as const];
      });
      if (ofList.length > 0) personalPrices[code] = Object.fromEntries(ofList);
    }
    return { personalPrices, versions: Object.fromEntries(versions.map(({ code, version }) => [code, version])) };
  }
}

function isValid({ from, to }: PriceRow, at: number): boolean {
  return (from === null || from <= at) && (to === null || at < to);
}

function termsOf({ percent, amount, price }: PriceRow): Terms {
  if (percent !== null) return { percent: percent / 100 };
  return amount === null ? { price: price ?? 0 } : { amount };
}

/** Keys are "<version's id>/<member>/<sku>"; a sku may have slashes of its own. */
async function ask(database: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, readonly PriceRow[]>> {
  const asked = keys.map((key) => {
    const [id = '', member = ''] = key.split('/', 2);
    return { id: Number(id), member, sku: key.slice(id.length + member.length + 2) };
  });
  const rows = await pricesOf(database, asked);
  return new Map(keys.map((key, index) => [key, rows[index] ?? []]));
}
