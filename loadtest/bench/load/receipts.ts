/**
 * The bench's receipts: 10 lines out of the catalogue, a member's card, one in five spends points. Each has another
 * number; the baskets come round again after some thousands, which no rule, cache or index notices.
 */
import { createRandom, type Random } from '../../chaos/random.ts';
import { cardOf } from '../setup/cards.ts';
import { type Article, catalogue } from './catalogue.ts';

const linesPerReceipt = 10;
const departmentsPerReceipt = 5;
/** Of a line that is not weighed. */
const pieces = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3];
const baskets = 4_096;
export const redeemEvery = 5;
/** Points that a receipt of the one in five spends; a fraction of what rules let it and of what members have. */
const redeemed = 20;

export interface ReceiptSource {
  /** The next receipt as JSON, in ASCII. */
  next(): string;
}

export interface ReceiptPlan {
  readonly members: number;
  /** See options.ts. */
  readonly skew: number;
  readonly seed: number;
  readonly prefix: string;
  /** Each member in turn, nobody at random. */
  readonly sweep?: boolean;
}

export function createReceipts({ members, skew, seed, prefix, sweep = false }: ReceiptPlan): ReceiptSource {
  const random = createRandom(seed);
  const tails = Array.from({ length: sweep ? 64 : baskets }, () => basketJson(random));
  const drawn = createDraw(random, members, skew);
  let made = 0;
  let businessTime = '';
  return {
    next() {
      // A clock that is read for every receipt would cost more than the receipt.
      if (made % 64 === 0) businessTime = new Date().toISOString();
      made += 1;
      const redeems = made % redeemEvery === 0;
      // Points of one member are not spent faster than anybody shops: with a skew those who spend are drawn evenly.
      const member = sweep ? (made - 1) % members : redeems ? random.between(0, members - 1) : drawn();
      const redeem = redeems ? `"redeem":[{"points":${redeemed}}],` : '';
      return `{"number":"${prefix}-${made}","businessTime":"${businessTime}","channel":"pos","member":{"card":"${cardOf(member)}"},${redeem}${tails[made % tails.length]}`;
    },
  };
}

function createDraw(random: Random, members: number, skew: number): () => number {
  if (skew === 0) return () => random.between(0, members - 1);
  // The inverse of Zipf's distribution, of its continuous form: good enough to have favourites.
  const power = 1 - skew;
  const most = Math.abs(power) < 1e-9 ? Math.log(members) : (members ** power - 1) / power;
  return () => {
    const share = random.next() * most;
    const rank = Math.abs(power) < 1e-9 ? Math.exp(share) : (1 + share * power) ** (1 / power);
    // Favourites are spread over the table, as they would be.
    return (Math.min(members - 1, Math.floor(rank - 1)) * 7_919) % members;
  };
}

/** Everything of a receipt that does not depend on who buys when, without the opening brace. */
function basketJson(random: Random): string {
  const offered = shelvesVisited(random);
  const chosen = new Set<Article>();
  while (chosen.size < linesPerReceipt) chosen.add(random.pick(offered));
  let total = 0;
  const lines = [...chosen].map(({ sku, name, unitPrice, category, brand }, index) => {
    const quantity = category[0] === 'produce' ? random.between(200, 2_000) / 1_000 : random.pick(pieces);
    total += Math.round(quantity * unitPrice);
    const taxRate = category[0] === 'home' ? 20 : 10;
    return { line: index + 1, sku, name, quantity, unitPrice, category, brand, taxRate };
  });
  const bank = random.pick(['partner', 'other', 'other', 'other']);
  const tender =
    random.between(1, 3) === 1
      ? { type: 'cash', amount: total }
      : { type: 'card', amount: total, attributes: { bank } };
  return JSON.stringify({ lines, tenders: [tender] }).slice(1);
}

/** Nobody buys in every department at once. */
function shelvesVisited(random: Random): Article[] {
  const departments = new Set<string>();
  while (departments.size < departmentsPerReceipt) departments.add(random.pick(catalogue).category[0]);
  return catalogue.filter(({ category }) => departments.has(category[0]));
}
