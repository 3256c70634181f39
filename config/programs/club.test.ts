/** Two members of the club through a year and a half: one buys prime for a month, the other never buys. */
import t from 'tap';
import { openYear } from '../../gateway/testing/year.ts';

const tea = { sku: 'tea', category: ['food', 'tea'] };
const coffee = { sku: 'coffee', category: ['food', 'coffee'], unitPrice: 100_000 };
const delivery = { sku: 'delivery', unitPrice: 29_900 };

t.test('club', async (t) => {
  const year = await openYear(t, 'club', '2026-01-10T12:00');
  const anna = await year.joins({
    name: 'Anna',
    phone: '+79160000001',
    birthDate: '1990-05-17',
    favourites: { sku: ['coffee'] },
  });
  const boris = await year.joins({ name: 'Boris', phone: '+79160000002' });
  await anna.has({ welcome: 300, tier: 'base' });

  await year.at('2026-01-20T12:00');
  const first = await anna.buys([{ ...tea, unitPrice: 50_000, quantity: 2 }, delivery], { redeem: 'max' });
  // The welcome points go; 1% of the 700.00 that are left of the tea.
  t.match(first.totals, { gross: 129_900, discount: 0, redeemed: 30_000, net: 99_900, earned: 7 });
  await anna.has({ bonus: 7, tier: 'base' });

  await year.at('2026-02-01T12:00');
  await anna.buys([{ sku: 'prime-month', unitPrice: 19_900 }]);
  await anna.has({ bonus: 7, tier: 'prime' });

  await year.at('2026-02-10T12:00');
  const prime = await anna.buys([coffee, { ...tea, unitPrice: 50_000 }, delivery]);
  t.match(prime.totals, { discount: 5_000 + 29_900, net: 145_000 });
  // 2%: 20 for the coffee, ten times since it is a favourite, and 9 for the tea.
  t.equal(prime.totals.earned, 209);
  await anna.has({ bonus: 216, tier: 'prime' });
  await boris.has({ tier: 'base' }, 'his welcome points have expired');

  await year.at('2026-02-15T12:00');
  t.match(await anna.brings(prime, [[1, 1]]), { refund: 100_000 });
  await anna.has({ bonus: 16, tier: 'prime' });

  await year.at('2026-03-10T12:00');
  await anna.has({ bonus: 16, tier: 'base' }, 'the month of prime is over');
  const after = await anna.buys([{ ...tea, unitPrice: 50_000 }, delivery]);
  t.match(after.totals, { discount: 0, net: 79_900, earned: 5 });

  await year.at('2026-05-17T09:00');
  t.match((await anna.buys([{ ...tea, unitPrice: 100_000 }])).totals, { earned: 100 }, 'ten times on the birthday');
  await anna.has({ bonus: 121, tier: 'base' });

  await year.at('2026-06-01T12:00');
  const paid = await anna.buys([{ ...tea, unitPrice: 10_000 }], { redeem: 'max' });
  t.match(paid.totals, { redeemed: 9_900, net: 100, earned: 0 }, '99%');
  await anna.has({ bonus: 22, tier: 'base' });

  await year.at('2027-05-17T08:00');
  await anna.has({ bonus: 22, tier: 'base' });
  await year.at('2027-05-17T10:00');
  await anna.has({ tier: 'base' }, 'what the birthday brought has expired');
});
