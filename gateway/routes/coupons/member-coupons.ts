/** GET /v1/members/{id}/coupons */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { WireCoupon } from '../../contract/coupon.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listMemberCoupons } from '../../flows/coupons/show.ts';
import { memberParams } from '../members/params.ts';
import type { Route } from '../route.ts';

export const getMemberCoupons: Route = (app, parts) => {
  app.get(
    '/v1/members/:id/coupons',
    {
      config: { call: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'A member’s coupons, newest first',
        params: memberParams,
        querystring: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'At most so many.' }),
            ),
          },
          strict,
        ),
        response: {
          200: Type.Object({ coupons: Type.Array(ref(WireCoupon)) }, strict),
          ...allProblems('member_not_found'),
        },
      },
    },
    async (request) => listMemberCoupons(parts.database, request.params.id, parts.now(), request.query.limit),
  );
};
