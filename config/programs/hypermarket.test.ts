/** A year of a hypermarket's customer: points with a decimal, offers of her own, stamps and what they buy. */
import t from 'tap';
import { openYear } from '../../gateway/testing/year.ts';

const ham = { sku: 'ham', unitPrice: 55_500 };
const knife = { sku: 'knife', unitPrice: 150_000 };

t.test('hypermarket', async (t) => {
  const year = await openYear(t, 'hypermarket', '2026-01-10T12:00');
  const anna = await year.joins({ name: 'Anna', phone: '+79160000001' });
  const boris = await year.joins({ name: 'Boris', phone: '+79160000002' });
  await year.personalPrices('offers', [`${anna.id},milk,,,5000`, `${anna.id},cheese,20,,`]);

  const milk = { sku: 'milk', unitPrice: 8_000, quantity: 2 };
  const bread = { sku: 'bread', unitPrice: 6_000 };
  // Half a percent of 160.00 is 0.8 of a point.
  t.match((await anna.buys([milk, bread])).totals, { discount: 6_000, net: 16_000, earned: 8 });
  t.match((await boris.buys([milk, bread])).totals, { discount: 0, net: 22_000, earned: 11 });

  await year.at('2026-02-10T12:00');
  t.match((await anna.buys([{ sku: 'beef', unitPrice: 55_499 }])).totals, { earned: 27 }, '554.99 at half a percent');
  const one = await anna.buys([ham]);
  t.match(one.totals, { earned: 55 }, '555.00 at one percent');
  await anna.has({ bonus: 90, stamps: 2 });

  await year.at('2026-03-10T12:00');
  t.match(
    (await anna.buys([knife], { attributes: { accept: ['knife'] } })).totals,
    { discount: 0 },
    'two stamps of ten',
  );
  await anna.has({ bonus: 240, stamps: 5 });
  t.match((await anna.buys([{ sku: 'television', unitPrice: 300_000, quantity: 2 }])).totals, { earned: 600 });
  await anna.has({ bonus: 840, stamps: 17 });

  await year.at('2026-04-10T12:00');
  t.match((await anna.buys([knife])).totals, { discount: 0, earned: 150 }, 'nobody has asked for it');
  await anna.has({ bonus: 990, stamps: 20 });
  const bought = await anna.buys([knife], { attributes: { accept: ['knife'] } });
  t.match(bought.totals, { discount: 140_100, net: 9_900, earned: 4 });
  await anna.has({ bonus: 994, stamps: 10 });

  await year.at('2026-04-12T12:00');
  await anna.brings(one, [[1, 1]]);
  await anna.has({ bonus: 939, stamps: 9 }, 'the ham’s points and its stamp');
  await anna.brings(bought, [[1, 1]]);
  await anna.has({ bonus: 935, stamps: 19 }, 'the knife’s stamps are back');

  await year.at('2026-05-01T12:00');
  const paid = await anna.buys([{ sku: 'cheese', unitPrice: 10_000 }], { redeem: 'max' });
  // 20% off leaves 80.00, which 80.0 points pay.
  t.match(paid.totals, { discount: 2_000, redeemed: 8_000, net: 0, earned: 0 });
  await anna.has({ bonus: 135, stamps: 19 });

  await year.at('2027-05-01T12:00');
  await anna.has({ stamps: 19 }, 'a year later the points have expired');
});
