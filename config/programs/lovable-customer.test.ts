/** A customer on the way from Base to VIP and back, with the coupon and the points of joining. */
import t from 'tap';
import { openYear } from '../../gateway/testing/year.ts';

const powder = { sku: 'powder', category: ['household-chemicals', 'washing-powders'], unitPrice: 100_000 };
const cleaner = { sku: 'cleaner', category: ['household-chemicals', 'cleaners'], unitPrice: 200_000 };
const machine = { sku: 'machine', category: ['appliances'], unitPrice: 4_000_000 };
const kitchen = { sku: 'kitchen', category: ['furniture'], unitPrice: 6_000_000 };

t.test('lovable customer', async (t) => {
  const year = await openYear(t, 'lovable-customer', '2026-03-01T12:00');
  await year.asked('admin', 'POST /v1/coupon-campaigns', { code: 'welcome10', title: 'Welcome', kind: 'personal' });
  const olga = await year.joins({ name: 'Olga', phone: '+79160000001' });
  await olga.has({ gift: 500, tier: 'base' });
  const coupon = await olga.coupon('welcome10');

  await year.at('2026-03-05T12:00');
  const first = await olga.buys([powder, { sku: 'brush', category: ['tools'], unitPrice: 50_000 }]);
  t.match(first.totals, { discount: 15_000, net: 135_000, earned: 63 }, '10% on the first purchase, 7% on the powder');

  await year.at('2026-03-20T12:00');
  const second = await olga.buys([cleaner], { coupons: [coupon], redeem: 'max' });
  t.match(second.totals, { discount: 20_000, redeemed: 54_000, net: 126_000, earned: 63 });
  t.match(second.coupons, [{ code: coupon, status: 'applied' }]);
  await olga.has({ bonus: 86, tier: 'base' }, 'the points of joining are spent first');

  await year.at('2026-04-10T12:00');
  const third = await olga.buys([machine], { coupons: [coupon] });
  t.match(third.totals, { discount: 0 });
  t.match(third.coupons, [{ status: 'refused', reason: /redeemed/ }]);
  await olga.has({ bonus: 86, tier: 'advanced' });

  await year.at('2026-05-10T12:00');
  const furnished = await olga.buys([kitchen]);
  await olga.has({ bonus: 86, tier: 'vip' });

  await year.at('2026-06-01T12:00');
  t.match((await olga.buys([powder])).totals, { discount: 5_000, net: 95_000, earned: 66 });

  await year.at('2026-06-05T12:00');
  t.match(await olga.brings(furnished, [[1, 1]]), { refund: 6_000_000 });
  await olga.has({ bonus: 152, tier: 'advanced' }, 'what had made her VIP has come back');

  await year.at('2026-07-01T12:00');
  const pavel = await year.joins({ name: 'Pavel', phone: '+79160000002' });
  await pavel.has({ gift: 500 });
  await year.at('2026-09-01T00:00');
  await pavel.has({}, 'until 31 August');
  const late = await year.joins({ name: 'Late', phone: '+79160000003' });
  await late.has({});

  await year.at('2026-10-10T12:00');
  await olga.buys([kitchen]);
  await olga.has({ bonus: 152, tier: 'vip' });
  await year.at('2027-05-10T12:00');
  await olga.has({ bonus: 66, tier: 'vip' }, 'kept for a year, although she has spent 60950.00 in the last one');
  await year.at('2027-10-09T12:00');
  await olga.has({ tier: 'vip' }, 'the last points have expired');
  await year.at('2027-10-11T12:00');
  await olga.has({ tier: 'base' }, 'the year is over, and nothing was bought in it');
});
