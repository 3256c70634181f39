/**
 * Three quarters of a dealer: points on models, the quarters' rebates, a reward of the catalogue and a certificate. A quarter
 * is reckoned a day after its end, when receipts that come late have come.
 */
import t from 'tap';
import { openYear } from '../../gateway/testing/year.ts';

const fridges = { sku: 'fridge-x', category: ['appliances', 'fridges'], unitPrice: 3_000_000 };
const washers = { sku: 'washer-y', category: ['appliances', 'washers'], unitPrice: 2_500_000 };
const ovens = { sku: 'oven-z', category: ['appliances', 'ovens'], unitPrice: 2_000_000 };

t.test('dealers', async (t) => {
  const year = await openYear(t, 'dealers', '2026-01-15T12:00');
  const dealer = await year.joins({
    name: 'Ledov and sons',
    phone: '+79160000001',
    registeredAt: '2025-10-01T12:00:00Z',
  });

  t.match((await dealer.buys([{ ...fridges, quantity: 20 }])).totals, { earned: 4_000 });
  await year.at('2026-02-15T12:00');
  t.match((await dealer.buys([{ ...washers, quantity: 20 }])).totals, { earned: 3_000 });
  await year.at('2026-03-20T12:00');
  await dealer.does('paid-on-time');
  await year.at('2026-04-01T12:00');
  await year.turns();
  await dealer.has({ bonus: 7_000 });

  await year.at('2026-04-02T00:10');
  await year.turns();
  // 1% of 1,100,000.00 and 1000 for paying on time; two orders are too few, and there is no quarter to have grown from.
  await dealer.has({ bonus: 19_000 });
  await year.turns();
  await dealer.has({ bonus: 19_000 }, 'a quarter ends once');

  for (const month of ['04', '04', '05', '05', '06']) {
    await year.at(`2026-${month}-20T12:00`);
    await dealer.buys([{ ...fridges, quantity: 9 }]);
  }
  await dealer.has({ bonus: 28_000 });
  await year.at('2026-07-02T06:00');
  await year.turns();
  // 1% of 1,350,000.00, 5000 for growth of more than a fifth, 500 for five orders; nothing was paid on time since March.
  await dealer.has({ bonus: 28_000 + 13_500 + 5_000 + 500 });

  await year.at('2026-07-10T12:00');
  const reward = await dealer.buys([{ sku: 'tool-set', category: ['rewards'], unitPrice: 1_000_000 }], {
    redeem: 'max',
  });
  t.match(reward.totals, { redeemed: 1_000_000, net: 0 });
  await year.at('2026-07-15T12:00');
  const asked = await dealer.buys([{ sku: 'certificate', unitPrice: 0 }], {
    attributes: { accept: ['certificate-5000'] },
  });
  const [{ code }] = asked.rewards;
  t.match(asked.rewards, [{ kind: 'certificate', amount: 500_000 }]);
  t.match(await year.asked('admin', `GET /v1/certificates/${code}`), { state: 'active', balance: 500_000 });
  await dealer.has({ bonus: 32_000 });

  await year.at('2026-07-20T12:00');
  const sold = await dealer.buys([{ ...ovens, quantity: 10 }]);
  t.match(sold.totals, { earned: 500 });
  await dealer.brings(sold, [[1, 2]]);
  await dealer.has({ bonus: 32_400 });

  await year.at('2026-10-02T06:00');
  await year.turns();
  await dealer.has({ bonus: 32_400 }, 'a poor quarter');
});
