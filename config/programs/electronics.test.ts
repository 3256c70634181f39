/** A customer who brings a television back after spending its points, and an employee who reaches the month's limit. */
import t from 'tap';
import { openYear } from '../../gateway/testing/year.ts';

const phone = { sku: 'phone', category: ['phones'], unitPrice: 2_000_000 };
const giftCard = { sku: 'gift-card', category: ['gift-cards'], unitPrice: 300_000, discountable: false };

t.test('electronics', async (t) => {
  const year = await openYear(t, 'electronics', '2026-01-15T12:00');
  const vera = await year.joins({ name: 'Vera', phone: '+79160000001' });
  const egor = await year.joins({ name: 'Egor', phone: '+79160000002', cards: [{ number: 'egor', type: 'employee' }] });

  const television = await vera.buys([{ sku: 'tv', category: ['tv'], unitPrice: 5_000_000 }], {
    tenders: [
      { type: 'card', amount: 3_000_000, attributes: { bin: '427600' } },
      { type: 'cash', amount: 2_000_000 },
    ],
  });
  // 5% of all, and 3% of the three fifths that the bank's card paid.
  t.equal(television.totals.earned, 2_500 + 900);
  await vera.has({ pending: 3_400 });

  await year.at('2026-01-28T12:00');
  const early = await vera.buys([{ sku: 'cable', category: ['cables'], unitPrice: 100_000 }, giftCard], {
    redeem: 'max',
  });
  t.match(early.totals, { redeemed: 0, net: 400_000, earned: 50 }, 'nothing to spend yet, nothing for the gift card');

  await year.at('2026-01-29T13:00');
  await vera.has({ bonus: 3_400, pending: 50 });

  await year.at('2026-02-01T12:00');
  t.match((await vera.buys([phone], { redeem: 'max' })).totals, { redeemed: 340_000, net: 1_660_000, earned: 830 });
  await vera.has({ pending: 880 });

  await year.at('2026-02-05T12:00');
  t.match(await vera.brings(television, [[1, 1]]), { refund: 5_000_000 });
  await vera.has({ pending: 880, debt: 3_400 }, 'its points were spent: they are owed');
  await year.at('2026-02-12T12:00');
  await vera.has({ pending: 830, debt: 3_350 }, 'what becomes active repays');
  await year.at('2026-02-16T12:00');
  await vera.has({ debt: 2_520 });

  await year.at('2026-03-03T12:00');
  const laptop = await egor.buys([{ sku: 'laptop', category: ['laptops'], unitPrice: 6_000_000 }]);
  t.match(laptop.totals, { discount: 900_000, net: 5_100_000, earned: 2_550 });
  await year.at('2026-03-20T12:00');
  t.match((await egor.buys([phone])).totals, { discount: 100_000, earned: 950 }, 'the rest of the month’s 10000.00');
  t.match((await egor.buys([phone])).totals, { discount: 0, earned: 1_000 });
  await year.at('2026-04-01T00:00');
  t.match((await egor.buys([phone])).totals, { discount: 300_000, earned: 850 }, 'a new month');
  await egor.has({ bonus: 2_550, pending: 2_800 });

  await year.at('2026-05-01T12:00');
  const { code } = await year.asked('admin', 'POST /v1/certificates', { amount: 300_000, expireAfter: 'P1Y' });
  const balance = async () => (await year.asked('t1', `GET /v1/certificates/${code}`)).balance;
  await vera.buys([{ ...giftCard, attributes: { certificate: code } }]);
  t.equal(await balance(), 300_000, 'a gift card is good from the moment it is sold');
  const number = 'with-gift-card';
  const held = await year.asked('t1', 'POST /v1/holds', { number, certificate: { code, amount: 100_000 } });
  const cable = { sku: 'cable', category: ['cables'], unitPrice: 150_000 };
  const paid = await egor.buys([cable], { number, holds: [held.id] });
  t.match(paid.totals, { discount: 22_500, net: 127_500, earned: 63 });
  t.match(paid.certificates, [{ amount: 100_000, balance: 200_000 }]);
  await egor.brings(paid, [[1, 1]]);
  t.equal(await balance(), 300_000, 'what it paid is on it again');

  await year.at('2027-03-17T13:00');
  await egor.has({ bonus: 2_800 }, 'a year after they became active');
  await year.at('2027-04-15T01:00');
  await egor.has({});
});
