/**
 * The bench's receipts: 10 lines out of the catalogue, a member's card, one in five spends points. Each has another
 * number; the baskets come round again after some thousands, which no rule, cache or index notices.
 */
import { createRandom, type Random } from '../../chaos/random.ts';
import { cardOf } from '../setup/cards.ts';
import { catalogue } from './catalogue.ts';

const linesPerReceipt = 10;
const baskets = 4_096;
const redeemEvery = 5;
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
  const chosen = new Set<number>();
  while (chosen.size < linesPerReceipt) chosen.add(random.between(0, catalogue.length - 1));
  let total = 0;
  const lines = [...chosen].map((at, index) => {
    const { sku, name, unitPrice, category, brand } = catalogue[at] as (typeof catalogue)[number];
    const weighed = category[0] === 'produce';
    const quantity = weighed
      ? (200 + random.between(0, 1_800 - 1)) / 1_000
      : 1 + (random.between(0, 10 - 1) < 6 ? 0 : random.between(0, 3 - 1));
    total += Math.round(quantity * unitPrice);
    return {
      line: index + 1,
      sku,
      name,
      quantity,
      unitPrice,
      category,
      brand,
      taxRate: category[0] === 'home' ? 20 : 10,
    };
  });
  const tender =
    random.between(0, 3 - 1) === 0
      ? { type: 'cash', amount: total }
      : { type: 'card', amount: total, attributes: { bank: random.between(0, 4 - 1) === 0 ? 'partner' : 'other' } };
  return JSON.stringify({ lines, tenders: [tender] }).slice(1);
}
