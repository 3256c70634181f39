/** GET /v1/coupons/{code} */
import { WireCoupon } from '../../contract/coupon.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showCoupon } from '../../flows/coupons/show.ts';
import type { Route } from '../route.ts';
import { couponParams } from './params.ts';

export const getCoupon: Route = (app, parts) => {
  app.get(
    '/v1/coupons/:code',
    {
      config: { call: 'coupons.read' },
      schema: {
        tags: ['coupons'],
        summary: 'A coupon: its state, and why it could not be used now',
        params: couponParams,
        response: { 200: ref(WireCoupon), ...allProblems('coupon_not_found') },
      },
    },
    async (request) => showCoupon(parts.database, request.params.code, parts.now()),
  );
};
