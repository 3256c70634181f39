import t from 'tap';
import type { WireReceipt } from '../../../gateway/contract/receipt.ts';
import { createReceipts } from './receipts.ts';

const many = 5_000;

function made(plan: { members: number; skew: number; seed: number; sweep?: boolean }): WireReceipt[] {
  const source = createReceipts({ ...plan, prefix: 'x' });
  return Array.from({ length: many }, () => JSON.parse(source.next()) as WireReceipt);
}

t.test('ten lines, a card, another number each, points on every fifth', async (t) => {
  const receipts = made({ members: 1_000, skew: 0, seed: 1 });
  t.equal(new Set(receipts.map(({ number }) => number)).size, many);
  t.equal(receipts.filter(({ redeem }) => redeem !== undefined).length, many / 5);
  t.ok(receipts.every(({ lines }) => lines.length === 10 && new Set(lines.map(({ sku }) => sku)).size === 10));
  const cards = receipts.map(({ member }) => Number(member?.card));
  t.ok(Math.min(...cards) >= 7_700_000_000_000_000 && Math.max(...cards) < 7_700_000_000_001_000);
  t.ok(new Set(cards).size > 950, 'everybody buys');
});

t.test('the same seed makes the same baskets and the same members, another seed others', async (t) => {
  const text = (seed: number) =>
    JSON.stringify(
      made({ members: 1_000, skew: 0, seed }).map(({ member, lines, tenders }) => [member, lines, tenders]),
    );
  const first = text(1);
  t.ok(text(1) === first);
  t.ok(text(2) !== first);
});

t.test('a skew gives some members many receipts, and nobody’s points are spent faster for it', async (t) => {
  const receipts = made({ members: 1_000, skew: 1, seed: 1 });
  t.ok(mostOf(receipts.filter(({ redeem }) => redeem === undefined)) > 200);
  t.ok(mostOf(receipts.filter(({ redeem }) => redeem !== undefined)) < 12);
});

t.test('a sweep is everybody in turn', async (t) => {
  const receipts = made({ members: many, skew: 0, seed: 1, sweep: true });
  t.equal(new Set(receipts.map(({ member }) => member?.card)).size, many);
});

/** Of one member. */
function mostOf(receipts: readonly WireReceipt[]): number {
  const counts = new Map<string | undefined, number>();
  for (const { member } of receipts) counts.set(member?.card, (counts.get(member?.card) ?? 0) + 1);
  return Math.max(...counts.values());
}
