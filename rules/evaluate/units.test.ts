import t from 'tap';
import { fc } from '../testing/fast-check.ts';
import { fiscalUnits } from './units.ts';

const tables = [
  {
    quantity: 2000,
    net: 19999,
    units: [
      { quantity: 1000, unitPrice: 9999, net: 9999 },
      { quantity: 1000, unitPrice: 10000, net: 10000 },
    ],
  },
  { quantity: 3000, net: 30000, units: [{ quantity: 3000, unitPrice: 10000, net: 30000 }] },
  {
    quantity: 1500,
    net: 10000,
    units: [
      { quantity: 1000, unitPrice: 6666, net: 6666 },
      { quantity: 500, unitPrice: 6668, net: 3334 },
    ],
  },
  { quantity: 1250, net: 2500, units: [{ quantity: 1250, unitPrice: 2000, net: 2500 }] },
  { quantity: 1000, net: 0, units: [{ quantity: 1000, unitPrice: 0, net: 0 }] },
  { quantity: 0, net: 500, units: [{ quantity: 1000, unitPrice: 500, net: 500 }] },
  {
    quantity: 2000,
    net: -101,
    units: [
      { quantity: 1000, unitPrice: -51, net: -51 },
      { quantity: 1000, unitPrice: -50, net: -50 },
    ],
  },
];
for (const { quantity, net, units } of tables) {
  t.test(`${quantity / 1000} for ${net}`, async (t) => t.strictSame(fiscalUnits(quantity, net), units));
}

t.test('quantity × unitPrice is exact, and nothing is lost of quantity or net', async (t) => {
  const quantities = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 1_000_000_000 }));
  const nets = fc.oneof(fc.nat(20_000), fc.integer({ min: -900_000_000_000, max: 900_000_000_000 }));
  fc.assert(
    fc.property(quantities, nets, (quantity, net) => {
      const units = fiscalUnits(quantity, net);
      t.ok(units.length <= 2);
      t.equal(
        units.reduce((total, unit) => total + unit.quantity, 0),
        quantity,
      );
      t.equal(
        units.reduce((total, unit) => total + unit.net, 0),
        net,
      );
      for (const unit of units) {
        t.ok(Number.isInteger(unit.unitPrice));
        t.equal(BigInt(unit.quantity) * BigInt(unit.unitPrice), BigInt(unit.net) * 1000n);
      }
    }),
    { numRuns: 1000 },
  );
});
