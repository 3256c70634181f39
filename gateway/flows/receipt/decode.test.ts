import t from 'tap';
import { fc } from '../../../rules/testing/fast-check.ts';
import { lineAmount } from './decode.ts';

t.test('[quantity, unit price, amount]: halves away from zero', async (t) => {
  const rows = [
    [1, 1299, 1299],
    [1.5, 333, 500],
    [0.5, 1, 1],
    [0.5, -1, -1],
    [0.499, 1, 0],
    [0.001, -0.0001, 0],
    [3, 33.3333, 100],
  ] as const;
  for (const [quantity, unitPrice, amount] of rows) {
    t.ok(Object.is(lineAmount(quantity, unitPrice, ''), amount), `${quantity} × ${unitPrice} = ${amount}`);
  }
});

t.test('is exact, however large', async () => {
  const quantities = fc.integer({ min: 1, max: 99_999_999 });
  const prices = fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 });
  const unit = 10_000_000n;
  fc.assert(
    fc.property(quantities, prices, (quantity, price) => {
      const twice = 2n * BigInt(quantity) * BigInt(price);
      const magnitude = ((twice < 0n ? -twice : twice) + unit) / (2n * unit);
      fc.pre(magnitude <= 900_000_000_000n && Math.round((quantity / 1000) * 1000) === quantity);
      return lineAmount(quantity / 1000, price / 10_000, '') === Number(twice < 0n ? -magnitude : magnitude);
    }),
  );
});
