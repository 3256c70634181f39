/** GET /v1/coupon-campaigns */
import Type from 'typebox';
import { strict } from '../../contract/common.ts';
import { WireCampaign } from '../../contract/coupon.ts';
import { byCode, NextCode } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { listCampaigns } from '../../flows/coupons/campaigns.ts';
import type { Route } from '../route.ts';

export const getCampaigns: Route = (app, parts) => {
  app.get(
    '/v1/coupon-campaigns',
    {
      config: { call: 'coupons.read' },
      schema: {
        tags: ['coupons'],
        summary: 'All coupon campaigns, by code',
        querystring: Type.Object(byCode, strict),
        response: {
          200: Type.Object({ campaigns: Type.Array(ref(WireCampaign)), next: NextCode }, strict),
          ...allProblems(),
        },
      },
    },
    async (request) => listCampaigns(parts.database, request.query),
  );
};
