/** GET /v1/coupon-campaigns/{code} */
import { WireCampaign } from '../../contract/coupon.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { showCampaign } from '../../flows/coupons/campaigns.ts';
import type { Route } from '../route.ts';
import { campaignParams } from './params.ts';

export const getCampaign: Route = (app, parts) => {
  app.get(
    '/v1/coupon-campaigns/:code',
    {
      config: { call: 'coupons.read' },
      schema: {
        tags: ['coupons'],
        summary: 'A coupon campaign',
        params: campaignParams,
        response: { 200: ref(WireCampaign), ...allProblems('coupon_campaign_not_found') },
      },
    },
    async (request) => showCampaign(parts.database, request.params.code),
  );
};
