/** POST /v1/coupons/{code}/revoke */
import { WireCoupon } from '../../contract/coupon.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { revokeCoupon } from '../../flows/coupons/show.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { couponParams } from './params.ts';

export const postCouponRevoke: Route = (app, parts) => {
  app.post(
    '/v1/coupons/:code/revoke',
    {
      config: { call: 'coupons.write' },
      schema: {
        tags: ['coupons'],
        summary: 'Revoke a coupon, for good',
        headers: idempotent,
        params: couponParams,
        response: {
          200: ref(WireCoupon),
          ...allProblems(
            'coupon_not_found',
            'coupon_not_revocable',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) => sendWritten(reply, await revokeCoupon(parts, requestKeyOf(request), request.params.code)),
  );
};
