/** PATCH /v1/coupon-campaigns/{code} */
import { CampaignChange, WireCampaign } from '../../contract/coupon.ts';
import { idempotent } from '../../contract/paging.ts';
import { ref } from '../../contract/reference.ts';
import { allProblems } from '../../contract/replies.ts';
import { changeCampaign } from '../../flows/coupons/campaigns.ts';
import { requestKeyOf, sendWritten } from '../../flows/write-once.ts';
import type { Route } from '../route.ts';
import { campaignParams } from './params.ts';

export const patchCampaign: Route = (app, parts) => {
  app.patch(
    '/v1/coupon-campaigns/:code',
    {
      config: { call: 'coupons.write' },
      schema: {
        tags: ['coupons'],
        summary: 'Change a coupon campaign: from the next receipt on',
        headers: idempotent,
        params: campaignParams,
        body: ref(CampaignChange),
        response: {
          200: ref(WireCampaign),
          ...allProblems(
            'coupon_campaign_not_found',
            'coupon_campaign_closed',
            'idempotency_key_invalid',
            'idempotency_key_reused',
          ),
        },
      },
    },
    async (request, reply) =>
      sendWritten(reply, await changeCampaign(parts, requestKeyOf(request), request.params.code, request.body)),
  );
};
