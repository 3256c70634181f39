import t from 'tap';
import { normalCoupon } from './coupon-code.ts';

t.test('one code, however it is typed', async (t) => {
  for (const typed of ['WELCOME10', 'welcome10', ' Welcome 10 ', 'welc-ome–10', 'ｗｅｌｃｏｍｅ１０']) {
    t.equal(normalCoupon(typed), 'WELCOME10', typed);
  }
  t.equal(normalCoupon('весна-10'), 'ВЕСНА10');
  t.not(normalCoupon('0O'), normalCoupon('OO'));
});
